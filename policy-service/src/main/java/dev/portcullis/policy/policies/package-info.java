// SPDX-License-Identifier: Apache-2.0
/// Policies: what they say, how they are read from their documents, and the REST endpoints to change them.
@NullMarked
package dev.portcullis.policy.policies;

import org.jspecify.annotations.NullMarked;
