// SPDX-License-Identifier: Apache-2.0
/// Replaces sensitive values and finds them in text. Everything here is a pure function of its arguments and needs
/// neither Spring nor a network, so that a fuzzer can run it as it stands. No function throws for a value of the
/// target's: what cannot be masked as asked is replaced as a whole.
@NullMarked
package dev.portcullis.masking;

import org.jspecify.annotations.NullMarked;
