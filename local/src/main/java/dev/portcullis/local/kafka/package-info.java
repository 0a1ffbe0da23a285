// SPDX-License-Identifier: Apache-2.0
/// The broker of the local run: Kafka's own server, one node, with its data kept between runs.
@NullMarked
package dev.portcullis.local.kafka;

import org.jspecify.annotations.NullMarked;
