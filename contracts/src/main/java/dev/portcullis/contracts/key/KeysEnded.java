// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

import java.util.Map;

/// The answer to [KeysInUse].
///
/// @param reasons why, by the id of each key that holds no longer, one that nobody knows included
public record KeysEnded(Map<String, String> reasons) {
    public KeysEnded {
        reasons = Map.copyOf(reasons);
    }
}
