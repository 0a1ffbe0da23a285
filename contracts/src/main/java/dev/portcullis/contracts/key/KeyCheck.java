// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

/// `POST /v1/keys:check` (internal, gateway only): who knocks with this key. Answered with a [KeyHolder],
/// or `404` if no such key opens this connection now.
///
/// @param digest the SHA-256 of the key, in lower-case hex
/// @param connection the connection's name
public record KeyCheck(String digest, String connection) {}
