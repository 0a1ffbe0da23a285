// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

import org.jspecify.annotations.Nullable;

/// `POST /v1/keys` at the edge: a key for the token's identity on a connection.
///
/// @param connection the connection's name
/// @param purpose what it is for, as others will read it; null for nothing
/// @param seconds how long it is to live; it may be less; null for as long as it may
public record KeyRequest(
        String connection,
        @Nullable String purpose,
        @Nullable Long seconds) {}
