// SPDX-License-Identifier: Apache-2.0
/// What leaves the service about each change: a record for the gateways and an audit event, written in the change's
/// own transaction and published to Kafka from there, in order.
@NullMarked
package dev.portcullis.policy.feed;

import org.jspecify.annotations.NullMarked;
