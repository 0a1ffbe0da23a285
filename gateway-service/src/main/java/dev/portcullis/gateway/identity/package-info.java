// SPDX-License-Identifier: Apache-2.0
/// Tokens in, identities out: nothing is believed that the issuer's key has not signed for this gateway.
@NullMarked
package dev.portcullis.gateway.identity;

import org.jspecify.annotations.NullMarked;
