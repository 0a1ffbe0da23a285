// SPDX-License-Identifier: Apache-2.0
/// Opaque keys that stand for a token: made here, kept as digests by the approval service.
@NullMarked
package dev.portcullis.gateway.keys;

import org.jspecify.annotations.NullMarked;
