// SPDX-License-Identifier: Apache-2.0
/// Documents as their authors write them: YAML, read with the place of every fault.
@NullMarked
package dev.portcullis.engine.documents;

import org.jspecify.annotations.NullMarked;
