// SPDX-License-Identifier: Apache-2.0
/// The transparency log in the formats everybody else uses: the Merkle tree of RFC 6962/9162 with its proofs,
/// and the C2SP texts around it (signed note, checkpoint, tiles, proof files). Needs nothing but the JDK, so
/// that an auditor can run [dev.portcullis.merkle.LogVerifier] alone.
@NullMarked
package dev.portcullis.merkle;

import org.jspecify.annotations.NullMarked;
