// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

/// Said inside the process after a change was committed.
public record Committed() {}
