// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Puts place-holders where the literals of a command stand. Only people read what comes out; nothing is
/// decided by it.
final class LiteralPlaces {

    private final byte[] sql;

    /// Where each token ends, by where it begins; in bytes.
    private final NavigableMap<Integer, Integer> tokens = new TreeMap<>();

    LiteralPlaces(SqlParser parser, String sql) throws SqlRefused {
        this.sql = sql.getBytes(StandardCharsets.UTF_8);
        Tokens read = Tokens.of(parser, sql);
        for (int i = 0; i < read.size(); i++) {
            tokens.put(read.at(i).start(), read.at(i).end());
        }
    }

    String pattern(List<Literals.Found> literals) {
        Map<Integer, String> names = IntStream.range(0, literals.size())
                .boxed()
                .filter(i -> tokens.containsKey(literals.get(i).location()))
                .collect(Collectors.toMap(
                        i -> literals.get(i).location(), i -> "{" + (i + 1) + "}", String::concat, TreeMap::new));
        StringBuilder pattern = new StringBuilder();
        int done = 0;
        for (Map.Entry<Integer, String> name : names.entrySet()) {
            pattern.append(text(done, name.getKey())).append(name.getValue());
            done = endOf(name.getKey());
        }
        return pattern.append(text(done, sql.length)).toString();
    }

    /// A negative number is two tokens to the scanner, and one literal to the grammar.
    private int endOf(int location) {
        boolean signed = sql[location] == '-';
        Map.Entry<Integer, Integer> digits = signed ? tokens.higherEntry(location) : null;
        return digits == null ? tokens.getOrDefault(location, location) : digits.getValue();
    }

    private String text(int from, int until) {
        return new String(Arrays.copyOfRange(sql, from, until), StandardCharsets.UTF_8);
    }
}
