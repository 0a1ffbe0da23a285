// SPDX-License-Identifier: Apache-2.0
/// How the gateway listens to Kafka: every partition, from now on, for as long as it runs.
@NullMarked
package dev.portcullis.gateway.topics;

import org.jspecify.annotations.NullMarked;
