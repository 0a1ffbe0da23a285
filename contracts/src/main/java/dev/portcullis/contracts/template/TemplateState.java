// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.template;

/// The life of a template: `PROPOSED → ACTIVE → ENDED`, or `REFUSED` before it counted.
public enum TemplateState {
    /// people have not decided yet
    PROPOSED,
    /// it covers commands until its end
    ACTIVE,
    /// its time was over, or somebody revoked it
    ENDED,
    /// people said no, or nothing in time, or it was taken back
    REFUSED
}
