// SPDX-License-Identifier: Apache-2.0
/// Policies: what they say, and how they are read from their documents.
@NullMarked
package dev.portcullis.engine.policies;

import org.jspecify.annotations.NullMarked;
