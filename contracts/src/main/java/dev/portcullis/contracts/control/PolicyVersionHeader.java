// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.control;

/// The header by which the policy service says, in answers to what it was asked, the version of the set
/// that it answers by or of an older one. Of several policy services one may be behind for a moment.
public final class PolicyVersionHeader {
    public static final String NAME = "Portcullis-Policy-Version";

    private PolicyVersionHeader() {}
}
