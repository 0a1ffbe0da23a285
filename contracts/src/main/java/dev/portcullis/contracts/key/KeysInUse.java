// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

import java.util.List;

/// `POST /v1/keys:ended` (internal, gateway only): which of these keys hold no longer.
///
/// @param ids the ids of keys under which sessions are open
public record KeysInUse(List<String> ids) {
    public KeysInUse {
        ids = List.copyOf(ids);
    }
}
