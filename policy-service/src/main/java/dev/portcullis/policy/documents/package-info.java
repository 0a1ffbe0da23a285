// SPDX-License-Identifier: Apache-2.0
/// Versioned YAML documents: read with the position of every fault, kept with all their former versions, and
/// changed only under a precondition and together with the record of the change.
@NullMarked
package dev.portcullis.policy.documents;

import org.jspecify.annotations.NullMarked;
