// SPDX-License-Identifier: Apache-2.0
/// Opaque keys that stand for a token: for one identity, on one connection, for a time.
@NullMarked
package dev.portcullis.contracts.key;

import org.jspecify.annotations.NullMarked;
