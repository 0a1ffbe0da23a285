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
    private static final String[] METHODS = {"redact", "null", "partial", "hash", "pseudonym", "date-truncate", "bucket"
    };
    private static final String[] UNITS = {"year", "quarter", "month", "day", "hour"};
    /// A width of one leaves whole numbers as they are.
    private static final int LEAST_WIDTH = 2;

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
        OptionalInt keep = number(parameter(section, method, "keep", "partial"), 0, 64);
        Optional<Scalar> unit =
                parameter(section, method, "unit", "date-truncate").filter(u -> u.isOneOf(UNITS));
        OptionalInt width = number(parameter(section, method, "width", "bucket"), LEAST_WIDTH, 1_000_000_000);
        if (section.has("classification") == section.has("detector")) {
            section.refuse("a mask names either a classification or a detector");
            return Optional.empty();
        }
        if (method.isEmpty() || (classification.isEmpty() && detector.isEmpty())) {
            return Optional.empty();
        }
        if (detector.isPresent() && needed(method.get()).isPresent()) {
            method.get().refuse("is for columns; what a detector finds is a piece of text");
            return Optional.empty();
        }
        return Optional.of(new Obligations.Mask(
                classification.map(Scalar::text).orElse(null),
                detector.map(Scalar::text).orElse(null),
                method.get().text(),
                keep.isPresent() ? Integer.valueOf(keep.getAsInt()) : null,
                unit.map(Scalar::text).orElse(null),
                width.isPresent() ? Long.valueOf(width.getAsInt()) : null));
    }

    /// A parameter, which has to be there where the method cannot do without it, and must not where it has no use.
    private static Optional<Scalar> parameter(Section section, Optional<Scalar> method, String name, String of) {
        Optional<Scalar> parameter = section.scalar(name);
        if (method.isEmpty()) {
            return parameter;
        }
        if (!method.get().text().equals(of)) {
            parameter.ifPresent(useless -> useless.refuse("only the method " + of + " has it"));
            return Optional.empty();
        }
        needed(method.get()).ifPresent(section::require);
        return parameter;
    }

    /// The parameter without which the method can do nothing.
    private static Optional<String> needed(Scalar method) {
        return switch (method.text()) {
            case "date-truncate" -> Optional.of("unit");
            case "bucket" -> Optional.of("width");
            default -> Optional.empty();
        };
    }

    private static OptionalInt number(Optional<Scalar> scalar, int min, int max) {
        return scalar.isPresent() ? scalar.get().integer(min, max) : OptionalInt.empty();
    }
}
