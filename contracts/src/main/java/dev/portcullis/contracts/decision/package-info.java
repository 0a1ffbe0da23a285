// SPDX-License-Identifier: Apache-2.0
/// The question a gateway asks the policy service about each command, and the answer with all its reasons.
@NullMarked
package dev.portcullis.contracts.decision;

import org.jspecify.annotations.NullMarked;
