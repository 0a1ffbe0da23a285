// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.testing;

import dev.portcullis.testing.TokenBuilder;

/// Tokens of the people and services in the tests.
public final class Tokens {

    private Tokens() {}

    public static String gateway() {
        return RunningService.ISSUER.token("svc-gateway").roles("service").sign();
    }

    /// Somebody who decides, in these groups.
    public static String approver(String subject, String... groups) {
        return person(subject, groups).roles("approver").sign();
    }

    public static String agent(String subject) {
        return person(subject, "agents").roles("agent").sign();
    }

    public static String withRole(String subject, String role) {
        return person(subject).roles(role).sign();
    }

    public static TokenBuilder person(String subject, String... groups) {
        return RunningService.ISSUER.token(subject).clientId("cli").groups(groups);
    }
}
