// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

/// What people are asked about.
public enum ApprovalKind {
    /// one held command, to run once
    COMMAND,
    /// access for a time: see [dev.portcullis.contracts.grant.AccessGrant]
    GRANT,
    /// commands of one shape, in advance: see [dev.portcullis.contracts.template.CommandTemplate]
    TEMPLATE
}
