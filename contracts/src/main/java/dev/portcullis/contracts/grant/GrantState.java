// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.grant;

/// The life of a grant: `REQUESTED → ACTIVE → ENDED`, or `REFUSED` before it began.
public enum GrantState {
    /// people have not decided yet
    REQUESTED,
    /// it holds until its end
    ACTIVE,
    /// its time was over, or somebody ended it
    ENDED,
    /// people said no, or nothing in time
    REFUSED
}
