// SPDX-License-Identifier: Apache-2.0
/// Held commands: filed and used up over REST, answered over Kafka.
@NullMarked
package dev.portcullis.gateway.approvals;

import org.jspecify.annotations.NullMarked;
