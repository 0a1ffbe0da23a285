// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

/// `POST /v1/approvals/{id}/votes`: one person's word on one held command.
///
/// @param approve yes or no
/// @param reason why; shown to the requester when the answer is no
/// @param digest the digest of the command that the voter was shown; a vote on anything else is refused
public record VoteRequest(boolean approve, String reason, String digest) {}
