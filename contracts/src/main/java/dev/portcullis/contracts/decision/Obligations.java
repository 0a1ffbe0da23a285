// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What comes with an allowed command.
///
/// @param masks the masks to apply, the first match per value wins
/// @param readOnly the target must run the command in a read-only transaction
/// @param rowLimit after this many rows the result is ended with an error; null for no limit
public record Obligations(
        List<Mask> masks, boolean readOnly, @Nullable Long rowLimit) {

    /// No obligations.
    public static final Obligations NONE = new Obligations(List.of(), false, null);

    public Obligations {
        masks = List.copyOf(masks);
    }

    /// One mask: either for columns of a classification or for whatever a detector finds in text.
    ///
    /// @param classification a classification such as `pii.email`, or a pattern such as `pii.*`; null if a
    ///     detector is named
    /// @param detector a detector or set of them, such as `secrets`, `personal`, `pan`; null if a
    ///     classification is named
    /// @param method `redact`, `null`, `partial`, `hash`, `pseudonym`, …
    /// @param keep for `partial`: how many characters stay readable; null for the method's default
    public record Mask(
            @Nullable String classification,
            @Nullable String detector,
            String method,
            @Nullable Integer keep) {

        public Mask {
            if ((classification == null) == (detector == null)) {
                throw new IllegalArgumentException("a mask names a classification or a detector, and not both");
            }
        }
    }
}
