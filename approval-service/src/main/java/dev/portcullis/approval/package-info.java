// SPDX-License-Identifier: Apache-2.0
/// The approval service: holds risky commands until people have decided. It alone can say approved, and never
/// to the one who asked. PostgreSQL is the source of truth; Kafka tells the others what happened.
@NullMarked
package dev.portcullis.approval;

import org.jspecify.annotations.NullMarked;
