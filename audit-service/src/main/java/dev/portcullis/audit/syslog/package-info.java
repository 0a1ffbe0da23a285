// SPDX-License-Identifier: Apache-2.0
/// Events for a SIEM that takes syslog: CEF in RFC 5424 messages, read from Kafka in a consumer group of its own.
@NullMarked
package dev.portcullis.audit.syslog;

import org.jspecify.annotations.NullMarked;
