// SPDX-License-Identifier: Apache-2.0
/// The gateway's records: OCSF events in one unbroken chain per session, and recordings in chunks, both through the
/// journal to Kafka.
@NullMarked
package dev.portcullis.gateway.audit;

import org.jspecify.annotations.NullMarked;
