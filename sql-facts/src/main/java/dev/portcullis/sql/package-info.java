// SPDX-License-Identifier: Apache-2.0
/// What a SQL command is and touches: PostgreSQL's own parser (compiled from WebAssembly), facts about every
/// statement at any depth, and the lineage of each output column through the target's catalogue.
/// Whatever is not understood is refused or counted as touching everything.
@NullMarked
package dev.portcullis.sql;

import org.jspecify.annotations.NullMarked;
