// SPDX-License-Identifier: Apache-2.0
/// A target's own log against what the gateways did there.
@NullMarked
package dev.portcullis.cli.targets;

import org.jspecify.annotations.NullMarked;
