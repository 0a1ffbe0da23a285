// SPDX-License-Identifier: Apache-2.0
/// Whether every session at a target came through a gateway: what gateways did there, against what they saw
/// there.
@NullMarked
package dev.portcullis.audit.targets;

import org.jspecify.annotations.NullMarked;
