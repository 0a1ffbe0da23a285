// SPDX-License-Identifier: Apache-2.0
/// Policies, connections and classifications as files.
@NullMarked
package dev.portcullis.cli.policies;

import org.jspecify.annotations.NullMarked;
