// SPDX-License-Identifier: Apache-2.0

/// Frames and messages of the PostgreSQL wire protocol, versions 3.0 and 3.2.
///
/// Bytes in, records out, and back: no sockets, no clock, no logger. Every length is checked before anything is
/// buffered or allocated for it, every byte of a message is accounted for, and what is not understood is an error.
@NullMarked
package dev.portcullis.postgres.wire;

import org.jspecify.annotations.NullMarked;
