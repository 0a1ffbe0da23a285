// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.decision.Decision.Outcome;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the tests of a policy.
final class PolicyTestsReader {

    private static final String SCHEMA = "public.";
    private static final String CLIENT = "127.0.0.1";

    private PolicyTestsReader() {}

    static Optional<PolicyTests> read(Section section) {
        Optional<Section> connection = section.requiredSection("connection");
        Optional<Scalar> name = connection
                .flatMap(c -> c.requiredScalar("name"))
                .filter(n -> n.matches(DocumentReader.NAME, DocumentReader.NAME_RULE));
        Map<String, String> labels = connection.map(c -> c.textByKey("labels")).orElse(Map.of());
        boolean http = connection
                .flatMap(c -> c.scalar("type"))
                .filter(word -> word.isOneOf("postgres", "http"))
                .filter(word -> word.text().equals("http"))
                .isPresent();
        connection.ifPresent(Section::finish);
        Map<String, List<String>> tables = tables(section);
        Map<String, Map<String, List<String>>> classifications = classifications(section);
        Map<String, PolicyTests.SampleIdentity> identities = identities(section);
        boolean othersAllow = section.scalar("others")
                .filter(word -> word.isOneOf("deny", "allow"))
                .filter(word -> word.text().equals("allow"))
                .isPresent();
        List<PolicyTests.Case> cases = cases(section, identities);
        section.finish();
        return name.map(
                n -> new PolicyTests(n.text(), http, labels, tables, classifications, identities, othersAllow, cases));
    }

    private static Map<String, List<String>> tables(Section section) {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        section.section("tables")
                .ifPresent(all -> all.keys()
                        .forEach(table -> tables.put(
                                qualified(table),
                                all.scalars(table).stream().map(Scalar::text).toList())));
        return tables;
    }

    private static Map<String, Map<String, List<String>>> classifications(Section section) {
        Map<String, Map<String, List<String>>> classifications = new LinkedHashMap<>();
        section.section("classifications")
                .ifPresent(all -> all.keys()
                        .forEach(table -> all.section(table).ifPresent(columns -> {
                            Map<String, List<String>> tags = new LinkedHashMap<>();
                            columns.keys()
                                    .forEach(column -> tags.put(
                                            column,
                                            columns.scalars(column).stream()
                                                    .map(Scalar::text)
                                                    .toList()));
                            classifications.put(qualified(table), tags);
                        })));
        return classifications;
    }

    private static Map<String, PolicyTests.SampleIdentity> identities(Section section) {
        Map<String, PolicyTests.SampleIdentity> identities = new LinkedHashMap<>();
        section.requiredSection("identities")
                .ifPresent(all -> all.keys()
                        .forEach(name ->
                                all.section(name).ifPresent(one -> identities.put(name, identity(name, one)))));
        return identities;
    }

    private static PolicyTests.SampleIdentity identity(String name, Section section) {
        PolicyTests.SampleIdentity identity = new PolicyTests.SampleIdentity(
                section.text("subject", name),
                section.text("issuer", "https://issuer.example"),
                section.text("clientId", ""),
                texts(section, "groups"),
                texts(section, "roles"),
                texts(section, "actors"),
                section.textByKey("claims"));
        section.finish();
        return identity;
    }

    private static List<PolicyTests.Case> cases(Section section, Map<String, PolicyTests.SampleIdentity> identities) {
        section.require("cases");
        List<PolicyTests.Case> cases = new ArrayList<>();
        for (Section one : section.sections("cases")) {
            Optional<Scalar> as = one.requiredScalar("as");
            if (as.isPresent() && !identities.containsKey(as.get().text())) {
                as.get().refuse("there is no identity '" + as.get().text() + "' in these tests");
            }
            Optional<Instant> at = one.scalar("at").flatMap(PolicyTestsReader::moment);
            String from = one.text("from", CLIENT);
            Optional<String> because = one.scalar("because").map(Scalar::text);
            List<PolicyTests.Sample> samples = new ArrayList<>();
            samples(one, "allow", Outcome.ALLOW, samples);
            samples(one, "hold", Outcome.HOLD, samples);
            samples(one, "deny", Outcome.DENY, samples);
            if (samples.isEmpty()) {
                one.refuse("a case says what should be allowed, held or denied");
            }
            one.finish();
            as.ifPresent(a -> cases.add(new PolicyTests.Case(a.text(), at, from, because, samples)));
        }
        return cases;
    }

    private static void samples(Section section, String key, Outcome expected, List<PolicyTests.Sample> samples) {
        section.scalars(key).forEach(text -> samples.add(new PolicyTests.Sample(text.line(), expected, text.text())));
    }

    private static Optional<Instant> moment(Scalar scalar) {
        if (scalar.text().length() == "2026-12-31".length()) {
            scalar.refuse("must be a moment such as 2026-12-31T18:00:00Z");
            return Optional.empty();
        }
        return Times.end(scalar);
    }

    private static List<String> texts(Section section, String key) {
        return section.scalars(key).stream().map(Scalar::text).toList();
    }

    private static String qualified(String table) {
        return table.contains(".") ? table : SCHEMA + table;
    }
}
