// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.contracts.identity.ServiceSubjects;
import java.util.Arrays;
import java.util.List;

/// Who the development identity provider knows.
///
/// @param name the client id and subject
/// @param title what the `name` claim says
/// @param groups the `groups` claim
/// @param roles the `roles` claim
public record DevelopmentIdentity(String name, String title, List<String> groups, List<String> roles) {

    private static final List<DevelopmentIdentity> PEOPLE_AND_AGENTS = List.of(
            new DevelopmentIdentity("agent", "A coding agent", List.of("agents"), List.of(Roles.AGENT)),
            new DevelopmentIdentity("developer", "Devi Developer", List.of("developers"), List.of(Roles.DEVELOPER)),
            new DevelopmentIdentity("approver", "Ada Approver", List.of("dba"), List.of(Roles.APPROVER)),
            new DevelopmentIdentity("approver2", "Sam Approver", List.of("security"), List.of(Roles.APPROVER)),
            new DevelopmentIdentity("auditor", "Ole Auditor", List.of("auditors"), List.of(Roles.AUDITOR)),
            new DevelopmentIdentity("auditor2", "Kim Auditor", List.of("auditors"), List.of(Roles.AUDITOR)),
            new DevelopmentIdentity("policy-admin", "Pat Platform", List.of("platform"), List.of(Roles.POLICY_ADMIN)),
            new DevelopmentIdentity("operator", "Oda Operator", List.of("operators"), List.of(Roles.OPERATOR)));

    private static final List<DevelopmentIdentity> SERVICES = List.of(
            service(ServiceSubjects.GATEWAY),
            service(ServiceSubjects.POLICY),
            service(ServiceSubjects.APPROVAL),
            service(ServiceSubjects.AUDIT));

    public DevelopmentIdentity {
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
    }

    /// All of them, the services' own included.
    public static List<DevelopmentIdentity> all() {
        return java.util.stream.Stream.concat(PEOPLE_AND_AGENTS.stream(), SERVICES.stream())
                .toList();
    }

    /// The names a person may ask a token for.
    public static List<String> names() {
        return PEOPLE_AND_AGENTS.stream().map(DevelopmentIdentity::name).toList();
    }

    private static DevelopmentIdentity service(String subject) {
        return new DevelopmentIdentity(subject, subject, List.of(), Arrays.asList(Roles.SERVICE));
    }
}
