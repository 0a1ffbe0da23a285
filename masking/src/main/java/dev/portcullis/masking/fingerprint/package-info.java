// SPDX-License-Identifier: Apache-2.0
/// Finds parts of known texts in other texts, by hashes of the known ones and without the texts
/// themselves.
@NullMarked
package dev.portcullis.masking.fingerprint;

import org.jspecify.annotations.NullMarked;
