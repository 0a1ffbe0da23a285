// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

/// Where the hashes of complete subtrees are kept. Complete subtrees never change, whatever is appended later.
@FunctionalInterface
public interface NodeSource {

    /// The root of the complete subtree over the leaves `[index << level, (index + 1) << level)`.
    Digest node(int level, long index);
}
