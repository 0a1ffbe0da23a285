// SPDX-License-Identifier: Apache-2.0
/// The connection to Kafka: clients with settings that lose nothing, and the topics this service needs.
@NullMarked
package dev.portcullis.audit.kafka;

import org.jspecify.annotations.NullMarked;
