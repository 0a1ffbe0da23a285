// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.classifications;

import dev.portcullis.engine.classifications.Classifications;

/// The classifications that count at this moment, from memory.
public interface KnownClassifications {

    /// What the columns of a connection hold; empty for one nobody classified.
    Classifications classifications(String connection);
}
