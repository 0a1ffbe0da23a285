// SPDX-License-Identifier: Apache-2.0
/// The policy service: the only one that can say allow. It keeps policies, connections and classifications as
/// versioned documents, judges commands by them from a compiled set in memory, and tells the gateways of every change.
@NullMarked
package dev.portcullis.policy;

import org.jspecify.annotations.NullMarked;
