// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import dev.portcullis.merkle.WitnessKey;
import java.net.URI;

/// Somebody who watches the log.
///
/// @param key its public key, with its name
/// @param submission where it takes checkpoints
record Witness(WitnessKey key, URI submission) {

    String name() {
        return key.name();
    }
}
