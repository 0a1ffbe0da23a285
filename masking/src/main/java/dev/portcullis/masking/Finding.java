// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

/// Where a detector found something: the characters from `start` up to, not including, `end`. The text itself is left
/// out on purpose, so that a finding can be logged.
public record Finding(String detector, int start, int end) {}
