// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateBound;
import dev.portcullis.sql.CommandShape;
import dev.portcullis.sql.Literal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What every value of a command may be: the literals of a shape and the parameters bound to it.
final class Bounds {

    static final int MAX_TEXT = 10_000;
    private static final int MAX_VALUES = 100;
    private static final int MAX_PATTERN = 500;

    private final CommandShape example;
    private final List<Bound> literals;
    private final List<Bound> parameters;

    private Bounds(CommandShape example, List<Bound> literals, List<Bound> parameters) {
        this.example = example;
        this.literals = literals;
        this.parameters = parameters;
    }

    /// The bounds of a shape. What nothing is said about must be as it is in the example.
    ///
    /// @throws RefusedException if they cannot be kept, or the example does not keep them itself
    static Bounds of(Collection<TemplateBound> asked, CommandShape example, List<@Nullable String> parameters) {
        Map<String, TemplateBound> byPlace = new HashMap<>();
        for (TemplateBound bound : asked) {
            demand(bound.place() != null && byPlace.put(bound.place(), bound) == null, bound, "one bound per place");
        }
        List<Bound> literals = new ArrayList<>();
        for (int i = 0; i < example.literals().size(); i++) {
            Literal literal = example.literals().get(i);
            TemplateBound bound = byPlace.remove(literalName(i));
            demand(bound == null || fits(bound, literal), bound, "does not fit a literal of this kind");
            literals.add(read(bound, literal.value()));
        }
        List<Bound> values = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            values.add(read(byPlace.remove(parameterName(i)), parameters.get(i)));
        }
        byPlace.values().forEach(bound -> demand(false, bound, "the command has no such place"));
        return new Bounds(example, List.copyOf(literals), List.copyOf(values));
    }

    /// Whether a command is the example but for values within their bounds.
    boolean admit(CommandShape held, List<@Nullable String> values) {
        return held.fingerprint().equals(example.fingerprint())
                && held.literals().size() == literals.size()
                && held.parameters() <= values.size()
                && values.size() == parameters.size()
                && IntStream.range(0, literals.size())
                        .allMatch(i -> admit(i, held.literals().get(i)))
                && IntStream.range(0, values.size())
                        .allMatch(i -> parameters.get(i).admits(values.get(i)));
    }

    /// Every place in order, as people see it.
    List<CommandTemplate.Place> places(List<@Nullable String> values) {
        List<CommandTemplate.Place> places = new ArrayList<>();
        for (int i = 0; i < literals.size(); i++) {
            Literal literal = example.literals().get(i);
            places.add(new CommandTemplate.Place(
                    literalName(i),
                    literal.kind().name(),
                    literal.value(),
                    literals.get(i).words()));
        }
        for (int i = 0; i < parameters.size(); i++) {
            places.add(new CommandTemplate.Place(
                    parameterName(i),
                    "PARAMETER",
                    values.get(i),
                    parameters.get(i).words()));
        }
        return places;
    }

    private boolean admit(int place, Literal literal) {
        return literal.kind() == example.literals().get(place).kind()
                && literals.get(place).admits(literal.value());
    }

    /// A bound on numbers says nothing about a text that looks like one, and the other way round.
    private static boolean fits(TemplateBound bound, Literal literal) {
        return switch (bound.kind()) {
            case null -> false;
            case WHOLE -> literal.kind() == Literal.Kind.INTEGER;
            case DECIMAL -> literal.kind() == Literal.Kind.NUMBER;
            case TEXT -> literal.kind() == Literal.Kind.TEXT;
            case ONE_OF -> literal.kind() != Literal.Kind.NULL;
        };
    }

    private static Bound read(@Nullable TemplateBound asked, @Nullable String example) {
        if (asked == null) {
            return new Bound.Same(example);
        }
        Bound bound = switch (asked.kind()) {
            case null -> throw refused(asked, "kind: missing");
            case WHOLE -> new Bound.Whole(number(asked, asked.min()), number(asked, asked.max()));
            case DECIMAL -> new Bound.Decimal(number(asked, asked.min()), number(asked, asked.max()));
            case ONE_OF -> oneOf(asked);
            case TEXT -> text(asked);
        };
        demand(bound.admits(example), asked, "the example is not within it");
        return bound;
    }

    private static BigDecimal number(TemplateBound asked, @Nullable BigDecimal number) {
        if (number == null || number.precision() > Bound.MAX_DIGITS || Math.abs(number.scale()) > Bound.MAX_DIGITS) {
            throw refused(asked, "min and max: needed, and of at most " + Bound.MAX_DIGITS + " digits");
        }
        return number;
    }

    private static Bound oneOf(TemplateBound asked) {
        List<String> values = asked.values();
        if (values == null
                || values.isEmpty()
                || values.size() > MAX_VALUES
                || values.stream().anyMatch(Objects::isNull)) {
            throw refused(asked, "values: from 1 to " + MAX_VALUES);
        }
        demand(values.stream().allMatch(value -> value.length() <= MAX_TEXT), asked, "values: too long");
        return new Bound.OneOf(values);
    }

    private static Bound text(TemplateBound asked) {
        Integer most = asked.maxLength();
        if (most == null || most < 0 || most > MAX_TEXT) {
            throw refused(asked, "maxLength: from 0 to " + MAX_TEXT);
        }
        String pattern = asked.pattern();
        if (pattern == null) {
            return new Bound.Text(null, most);
        }
        demand(pattern.length() <= MAX_PATTERN, asked, "pattern: longer than " + MAX_PATTERN + " characters");
        try {
            return new Bound.Text(Pattern.compile(pattern), most);
        } catch (PatternSyntaxException e) {
            throw refused(asked, "pattern: " + e.getMessage());
        }
    }

    private static String literalName(int index) {
        return "{" + (index + 1) + "}";
    }

    private static String parameterName(int index) {
        return "$" + (index + 1);
    }

    private static void demand(boolean met, @Nullable TemplateBound bound, String otherwise) {
        if (!met) {
            throw refused(bound, otherwise);
        }
    }

    private static RefusedException refused(@Nullable TemplateBound bound, String why) {
        return new RefusedException(
                new Refusal.Invalid("bounds, " + (bound == null ? "" : bound.place()) + ": " + why));
    }
}
