// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.decision.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a policy's author expects of it: sample commands of sample identities, and what should become of them.
///
/// @param connection the name of the sample connection
/// @param labels the labels of the sample connection
/// @param http whether the sample connection leads to an HTTP API, so that samples are requests and not SQL
/// @param tables the columns of the sample tables, by `schema.name`
/// @param classifications what the columns hold, by `schema.name`
/// @param identities the sample identities, by the name that cases use
/// @param othersAllow whether another policy is assumed that allows everything; what this one is about is then what it
///     takes away
/// @param cases the expectations
public record PolicyTests(
        String connection,
        boolean http,
        Map<String, String> labels,
        Map<String, List<String>> tables,
        Map<String, Map<String, List<String>>> classifications,
        Map<String, SampleIdentity> identities,
        boolean othersAllow,
        List<Case> cases) {

    /// The sample that stands for opening a session.
    public static final String CONNECT = "connect";

    public PolicyTests {
        labels = Map.copyOf(labels);
        tables = Map.copyOf(tables);
        classifications = Map.copyOf(classifications);
        identities = Map.copyOf(identities);
        cases = List.copyOf(cases);
    }

    /// A made-up identity.
    public record SampleIdentity(
            String subject,
            String issuer,
            String clientId,
            List<String> groups,
            List<String> roles,
            List<String> actors,
            Map<String, String> claims) {

        public SampleIdentity {
            groups = List.copyOf(groups);
            roles = List.copyOf(roles);
            actors = List.copyOf(actors);
            claims = Map.copyOf(claims);
        }
    }

    /// What should become of some commands of one identity.
    ///
    /// @param as the identity's name
    /// @param at when they would be made; empty when it does not matter
    /// @param from the client's address
    /// @param because a rule that must be among the reasons of each; empty for any
    /// @param samples the commands
    public record Case(String as, Optional<Instant> at, String from, Optional<String> because, List<Sample> samples) {

        public Case {
            samples = List.copyOf(samples);
        }
    }

    /// One command and what should become of it.
    ///
    /// @param line where it is in the document, from 1
    /// @param expected what should become of it
    /// @param text SQL or an HTTP request, or [#CONNECT]
    public record Sample(int line, Decision.Outcome expected, String text) {}
}
