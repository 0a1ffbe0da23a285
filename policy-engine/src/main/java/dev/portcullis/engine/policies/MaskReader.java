// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Reads the masks of a rule.
final class MaskReader {

    private static final String WORD = "[a-z0-9][a-z0-9-]*";
    private static final Pattern CLASSIFICATION = Pattern.compile("\\*|" + WORD + "(\\." + WORD + ")*(\\.\\*)?");
    private static final Pattern DETECTOR = Pattern.compile(WORD);
    private static final String[] METHODS = {"redact", "null", "partial", "hash", "pseudonym"};

    private MaskReader() {}

    static Optional<List<Obligations.Mask>> read(Section rule) {
        rule.require("mask");
        List<Obligations.Mask> masks = new ArrayList<>();
        List<Section> sections = rule.sections("mask");
        for (Section section : sections) {
            mask(section).ifPresent(masks::add);
            section.finish();
        }
        if (rule.has("mask") && sections.isEmpty()) {
            rule.refuse("mask must name at least one mask");
        }
        return masks.isEmpty() ? Optional.empty() : Optional.of(masks);
    }

    private static Optional<Obligations.Mask> mask(Section section) {
        Optional<Scalar> classification = section.scalar("classification")
                .filter(c -> c.matches(CLASSIFICATION, "must be like pii.email or pii.*, not '" + c.text() + "'"));
        Optional<Scalar> detector = section.scalar("detector")
                .filter(d -> d.matches(DETECTOR, "must be the name of a detector, not '" + d.text() + "'"));
        Optional<Scalar> method = section.requiredScalar("method").filter(m -> m.isOneOf(METHODS));
        Optional<Scalar> keep = section.scalar("keep");
        if (section.has("classification") == section.has("detector")) {
            section.refuse("a mask names either a classification or a detector");
            return Optional.empty();
        }
        OptionalInt kept = keep.isPresent() ? keep.get().integer(0, 64) : OptionalInt.empty();
        if (keep.isPresent() && method.isPresent() && !method.get().text().equals("partial")) {
            keep.get().refuse("only the method partial keeps characters");
        }
        if (method.isEmpty() || (classification.isEmpty() && detector.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Obligations.Mask(
                classification.map(Scalar::text).orElse(null),
                detector.map(Scalar::text).orElse(null),
                method.get().text(),
                kept.isPresent() ? Integer.valueOf(kept.getAsInt()) : null));
    }
}
