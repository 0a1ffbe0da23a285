// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

/// Why a change was made, and who agreed to it.
///
/// @param reason in its author's words; empty when nothing was said
/// @param approvedBy the subject of who approved it; empty where no second person was asked
public record Justification(String reason, String approvedBy) {

    /// For changes that come with the service's own start.
    public static final Justification NONE = new Justification("", "");
}
