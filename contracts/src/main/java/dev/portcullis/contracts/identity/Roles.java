// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.identity;

/// The roles a token can carry in its `roles` claim. No role can do two of: change policy, approve under it,
/// change the audit.
public final class Roles {
    public static final String AGENT = "agent";
    public static final String DEVELOPER = "developer";
    public static final String APPROVER = "approver";
    public static final String POLICY_ADMIN = "policy-admin";
    public static final String AUDITOR = "auditor";
    public static final String OPERATOR = "operator";

    /// Carried only by the services themselves; it alone opens internal endpoints, each for named subjects
    /// only.
    public static final String SERVICE = "service";

    private Roles() {}
}
