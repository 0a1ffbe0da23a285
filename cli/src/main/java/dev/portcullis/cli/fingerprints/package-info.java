// SPDX-License-Identifier: Apache-2.0
/// The verb that takes fingerprints of protected files.
@NullMarked
package dev.portcullis.cli.fingerprints;

import org.jspecify.annotations.NullMarked;
