// SPDX-License-Identifier: Apache-2.0
/// What happened, for others: audit events in one hash chain and state changes, written in the transaction of
/// the change itself and published to Kafka afterwards, in order.
@NullMarked
package dev.portcullis.approval.changelog;

import org.jspecify.annotations.NullMarked;
