// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

/// The answer to [KeyRequest]: the only moment at which anybody but its holder sees the key itself.
///
/// @param key what is known of it
/// @param secret what to send in the place of a token; kept nowhere
public record IssuedKey(AccessKey key, String secret) {
    @Override
    public String toString() {
        return "IssuedKey[" + key.id() + "]";
    }
}
