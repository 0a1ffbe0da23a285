// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The functions of `pg_catalog` that change nothing and whose value holds no stored data but their arguments.
final class HarmlessFunctions {

    /// A name with a star is that of a function that returns many rows.
    private static final Set<String> MARKED = read();

    private static final Set<String> NAMES =
            MARKED.stream().map(name -> name.replace("*", "")).collect(Collectors.toUnmodifiableSet());

    private HarmlessFunctions() {}

    static boolean contains(String name) {
        return NAMES.contains(name);
    }

    /// Whether it is one of them and returns a single value.
    static boolean isScalar(String name) {
        return MARKED.contains(name);
    }

    /// Whether it is one of them and returns many rows: how many depends on its arguments.
    static boolean returnsRows(String name) {
        return MARKED.contains(name + "*");
    }

    static Set<String> names() {
        return NAMES;
    }

    private static Set<String> read() {
        try (InputStream in = HarmlessFunctions.class.getResourceAsStream("harmless-functions.txt")) {
            if (in == null) {
                throw new IllegalStateException("harmless-functions.txt is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
