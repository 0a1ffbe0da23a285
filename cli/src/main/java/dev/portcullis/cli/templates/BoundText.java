// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.template.TemplateBound;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A bound as it is written on the command line: `{1}=1..100`, `{2}=0.5..9.99`, `{3}=paid|sent`,
/// `$1=~40:[a-z]+` (a text of at most 40 characters that matches) or `$1=~40`.
final class BoundText {

    private static final Pattern PLACE = Pattern.compile("(\\{[1-9][0-9]*}|\\$[1-9][0-9]*)=(.*)", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("(-?[0-9]+)\\.\\.(-?[0-9]+)");
    private static final Pattern DECIMAL = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)\\.\\.(-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern TEXT = Pattern.compile("~([0-9]{1,5})(?::(.*))?", Pattern.DOTALL);

    private BoundText() {}

    static TemplateBound read(String text) {
        Matcher place = PLACE.matcher(text);
        if (!place.matches()) {
            throw new CommandFailed(
                    "'" + SafeText.line(text) + "' is not a bound such as {1}=1..100, {2}=paid|sent or $1=~40:[a-z]+");
        }
        return read(place.group(1), place.group(2));
    }

    private static TemplateBound read(String place, String bound) {
        Matcher whole = WHOLE.matcher(bound);
        if (whole.matches()) {
            return numbers(place, TemplateBound.Kind.WHOLE, whole);
        }
        Matcher decimal = DECIMAL.matcher(bound);
        if (decimal.matches()) {
            return numbers(place, TemplateBound.Kind.DECIMAL, decimal);
        }
        Matcher words = TEXT.matcher(bound);
        return words.matches()
                ? TemplateBound.text(place, words.group(2), Integer.parseInt(words.group(1)))
                : TemplateBound.oneOf(place, List.of(bound.split("\\|", -1)));
    }

    private static TemplateBound numbers(String place, TemplateBound.Kind kind, Matcher range) {
        return new TemplateBound(
                place, kind, new BigDecimal(range.group(1)), new BigDecimal(range.group(2)), null, null, null);
    }
}
