// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

/// `POST /v1/approvals/{id}/consume` (internal, gateway only): use the approval up, right before the command
/// is forwarded. Answered `200` exactly once per approval; every other call is answered `409`.
///
/// @param digest [ApprovalDigest] of what is about to run
/// @param sessionId the session it will run in
/// @param requester the subject in whose name it will run
public record ConsumeRequest(String digest, String sessionId, String requester) {}
