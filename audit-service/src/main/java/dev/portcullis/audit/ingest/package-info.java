// SPDX-License-Identifier: Apache-2.0
/// From Kafka into the log: each record once, whatever is redelivered, whoever else reads, wherever it stops.
@NullMarked
package dev.portcullis.audit.ingest;

import org.jspecify.annotations.NullMarked;
