// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

import dev.portcullis.contracts.identity.Identity;

/// The answer to a [KeyCheck].
///
/// @param key the key
/// @param identity whose it is, as the token that it was issued for said it
public record KeyHolder(AccessKey key, Identity identity) {}
