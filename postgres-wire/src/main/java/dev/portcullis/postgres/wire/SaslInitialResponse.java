// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

/// The mechanism that a client chose and its first message, which is empty if there was none.
public record SaslInitialResponse(String mechanism, String message) {}
