// SPDX-License-Identifier: Apache-2.0
/// Verbs about keys that stand for a token.
@NullMarked
package dev.portcullis.cli.keys;

import org.jspecify.annotations.NullMarked;
