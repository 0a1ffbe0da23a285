// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

/// `POST /v1/keys:revoke` (internal, gateway only): an identity was revoked, and all its keys with it.
///
/// @param subject whose keys
/// @param by who ordered it
/// @param reason why, in their words
public record KeyRevocation(String subject, String by, String reason) {}
