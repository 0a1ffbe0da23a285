// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

/// The longest bodies that are accepted, in bytes.
///
/// @param small for messages of names and numbers
/// @param message for messages that are read whole, such as a statement
/// @param streamed for rows and copy data, which need not be held whole
public record FrameLimits(int small, int message, int streamed) {
    /// PostgreSQL builds no message longer than its largest allocation, 1 GiB - 1.
    public static final int LARGEST = 0x3fff_ffff;

    public static final FrameLimits DEFAULT = new FrameLimits(64 << 10, 16 << 20, LARGEST);

    public FrameLimits {
        if (small < 1 || message < small || streamed < message || streamed > LARGEST) {
            throw new IllegalArgumentException("limits must grow: 1 <= small <= message <= streamed <= " + LARGEST);
        }
    }

    int of(BodySize size) {
        return switch (size) {
            case EMPTY -> 0;
            case SMALL -> small;
            case BUFFERED -> message;
            case STREAMED -> streamed;
        };
    }
}
