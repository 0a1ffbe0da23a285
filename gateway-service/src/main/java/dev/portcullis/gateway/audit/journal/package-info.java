// SPDX-License-Identifier: Apache-2.0
/// The gateway's own disk: records are appended by one writer that syncs whole batches, and shipped to Kafka in order
/// by another. Nothing here knows what is in a record.
@NullMarked
package dev.portcullis.gateway.audit.journal;

import org.jspecify.annotations.NullMarked;
