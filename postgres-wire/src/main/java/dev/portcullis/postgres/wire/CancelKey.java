// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

/// What BackendKeyData gives a client and CancelRequest brings back.
public record CancelKey(int processId, CancelSecret secret) {}
