// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

/// How long the body of a message type may be: the type decides which of the [FrameLimits] applies.
enum BodySize {
    /// The protocol gives the message no body at all.
    EMPTY,
    /// Names and numbers.
    SMALL,
    /// Statements, parameters, descriptions: read whole before they are looked at.
    BUFFERED,
    /// Rows and copy data: may be longer than anybody wants to hold, so they can be handled piece by piece.
    STREAMED
}
