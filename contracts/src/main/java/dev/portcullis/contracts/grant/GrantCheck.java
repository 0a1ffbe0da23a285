// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.grant;

import dev.portcullis.contracts.identity.Identity;

/// `POST /v1/grants:check` (internal, gateway only): the grant with which this identity may reach this connection now.
/// Answered `404` if there is none.
///
/// @param identity who knocks
/// @param connection the connection's name
public record GrantCheck(Identity identity, String connection) {}
