// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import dev.portcullis.merkle.WitnessKey;

/// What became of showing one checkpoint to one witness.
sealed interface Answer {

    /// It saw that the log only grew.
    record Cosigned(WitnessKey.Cosignature cosignature) implements Answer {}

    /// It remembers another size than it was told it would.
    record Remembers(long size) implements Answer {}

    /// It says that this checkpoint does not go on from what it saw before.
    record Contradicted() implements Answer {}

    /// It would not, or did not answer as witnesses do.
    record Refused(String why) implements Answer {}
}
