// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.sql.SqlRefused.Reason;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A command with its parameters written into it. PostgreSQL then finds out for itself of which type each value is, as
/// it does for a parameter whose type the client leaves open.
public final class InlinedParameters {

    private static final Pattern PARAMETER = Pattern.compile("\\$[0-9]{1,5}");

    private InlinedParameters() {}

    /// The command with a literal for each parameter: proven to be the same command otherwise.
    ///
    /// @param values the values; the first is `$1`
    /// @throws SqlRefused it cannot be read, or a parameter has no value here
    public static String of(SqlParser parser, String sql, List<@Nullable String> values) throws SqlRefused {
        Tokens tokens = Tokens.of(parser, sql);
        StringBuilder inlined = new StringBuilder();
        int done = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Tokens.Token token = tokens.at(i);
            if (PARAMETER.matcher(token.text()).matches()) {
                inlined.append(tokens.bytes(done, token.start())).append(literal(token.text(), values));
                done = token.end();
            }
        }
        if (done == 0) {
            return sql;
        }
        String whole = inlined.append(tokens.bytes(done, tokens.length())).toString();
        prove(parser.parse(sql), parser.parse(whole), values);
        return whole;
    }

    private static String literal(String parameter, List<@Nullable String> values) throws SqlRefused {
        int number = Integer.parseInt(parameter.substring(1));
        if (number < 1 || number > values.size()) {
            throw new SqlRefused(Reason.UNSUPPORTED, parameter + " has no value");
        }
        String value = values.get(number - 1);
        // The brackets keep it apart from whatever stands beside it.
        return value == null ? "(NULL)" : "('" + value.replace("'", "''") + "')";
    }

    private static void prove(ParseTree command, ParseTree inlined, List<@Nullable String> values) throws SqlRefused {
        SameTree trees = new SameTree(values);
        boolean same = command.statements().size() == inlined.statements().size();
        for (int i = 0; same && i < command.statements().size(); i++) {
            same = trees.same(
                    command.statements().get(i).node(),
                    inlined.statements().get(i).node());
        }
        if (!same) {
            throw new SqlRefused(Reason.UNSUPPORTED, "the parameters cannot be written into the command");
        }
    }
}
