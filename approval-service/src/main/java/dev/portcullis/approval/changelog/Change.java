// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

/// One new state to be told to those who wait.
///
/// @param topic where it goes
/// @param key the record's key
/// @param eventId unique; a record seen twice is the same change
/// @param body what is told, written as JSON
public record Change(String topic, String key, String eventId, Object body) {}
