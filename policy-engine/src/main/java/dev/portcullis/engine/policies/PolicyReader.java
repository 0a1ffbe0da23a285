// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import dev.portcullis.engine.rules.ConditionCompiler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads policies from their documents: everything is checked and compiled here, so that a stored policy is one that
/// can be used.
public final class PolicyReader {

    private static final Pattern GLOB = Pattern.compile("[a-z0-9*-]{1,63}");

    private final RuleReader rules = new RuleReader(new ConditionCompiler());

    /// The policy a document describes.
    ///
    /// @throws dev.portcullis.engine.documents.InvalidDocumentException with all faults
    public Policy read(String text) {
        return DocumentReader.read(text, DocumentKind.POLICY, this::policy);
    }

    private Optional<Policy> policy(Section root) {
        Optional<Section> metadata = root.requiredSection("metadata");
        String name = metadata.map(PolicyReader::name).orElse("");
        String description =
                metadata.map(section -> section.text("description", "")).orElse("");
        metadata.ifPresent(Section::finish);
        ConnectionMatch match = root.requiredSection("match").map(this::match).orElse(null);
        boolean shadow = root.scalar("mode").filter(RuleReader::isShadow).isPresent();
        List<Rule> read = rules(root, shadow);
        Optional<Policy.Thresholds> thresholds = shadow ? readAndDrop(root) : thresholds(root);
        Optional<PolicyTests> tests = root.section("tests").flatMap(PolicyTestsReader::read);
        return Optional.ofNullable(match).map(m -> new Policy(name, description, m, read, thresholds, tests));
    }

    private static String name(Section metadata) {
        return metadata.requiredScalar("name")
                .filter(name -> name.matches(DocumentReader.NAME, DocumentReader.NAME_RULE))
                .map(Scalar::text)
                .orElse("");
    }

    private ConnectionMatch match(Section section) {
        List<String> names = section.scalars("connections").stream()
                .filter(glob -> glob.matches(GLOB, "must be a connection's name, in which * may stand for anything"))
                .map(Scalar::text)
                .toList();
        var labels = section.textByKey("labels");
        // Nothing said is more often forgotten than meant: a policy for everything says `connections: ["*"]`.
        if (!section.has("connections") && labels.isEmpty()) {
            section.refuse("must name connections or labels; for all connections write connections: [\"*\"]");
        } else if (section.has("connections") && names.isEmpty()) {
            section.refuse("connections must not be empty; for all connections write connections: [\"*\"]");
        }
        section.finish();
        return new ConnectionMatch(names, labels);
    }

    private List<Rule> rules(Section root, boolean shadow) {
        root.require("rules");
        List<Rule> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : root.sections("rules")) {
            rules.read(section, shadow).ifPresent(rule -> {
                if (!names.add(rule.name())) {
                    section.refuse("another rule of this policy is named '" + rule.name() + "' too");
                }
                read.add(rule);
            });
        }
        return read;
    }

    /// A policy in shadow mode has no effect, and so its thresholds have none.
    private Optional<Policy.Thresholds> readAndDrop(Section root) {
        thresholds(root);
        return Optional.empty();
    }

    private Optional<Policy.Thresholds> thresholds(Section root) {
        Optional<ApprovalRule> approval = root.section("approval").flatMap(RuleReader::approval);
        Optional<Section> risk = root.section("risk");
        if (risk.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt hold = points(risk.get(), "hold");
        OptionalInt deny = points(risk.get(), "deny");
        risk.get().finish();
        if (hold.isPresent() && !root.has("approval")) {
            risk.get().refuse("a hold by risk needs approval terms for the policy: approval: {quorum: ..., ttl: ...}");
        }
        if (hold.isPresent() && deny.isPresent() && deny.getAsInt() <= hold.getAsInt()) {
            risk.get().refuse("deny must be above hold, or nothing is ever held");
        }
        Optional<Policy.Hold> holds =
                hold.isPresent() ? approval.map(terms -> new Policy.Hold(hold.getAsInt(), terms)) : Optional.empty();
        return Optional.of(
                new Policy.Thresholds(holds, deny.isPresent() ? Optional.of(deny.getAsInt()) : Optional.empty()));
    }

    private static OptionalInt points(Section risk, String key) {
        Optional<Scalar> scalar = risk.scalar(key);
        return scalar.isPresent() ? scalar.get().integer(1, 1_000_000) : OptionalInt.empty();
    }
}
