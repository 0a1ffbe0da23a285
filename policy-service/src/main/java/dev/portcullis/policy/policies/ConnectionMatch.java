// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.policies;

import dev.portcullis.contracts.connection.Connection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The connections a policy is about: any of the names, and all of the labels.
///
/// @param names connection names in which `*` stands for any characters; empty for every name
/// @param labels labels a connection must carry with exactly these values
public record ConnectionMatch(List<Glob> names, Map<String, String> labels) {

    public ConnectionMatch {
        names = List.copyOf(names);
        labels = Map.copyOf(labels);
    }

    /// Whether a policy with this match has a say about a connection.
    public boolean includes(Connection connection) {
        boolean named = names.isEmpty() || names.stream().anyMatch(glob -> glob.matches(connection.name()));
        return named && connection.labels().entrySet().containsAll(labels.entrySet());
    }

    /// A name with wildcards.
    ///
    /// @param text as written
    /// @param pattern the same as a regular expression without alternatives
    public record Glob(String text, Pattern pattern) {

        /// The glob as written in a policy.
        static Glob of(String text) {
            String pattern = Pattern.compile("\\*+")
                    .splitAsStream(text + "\0")
                    .map(part -> Pattern.quote(part.replace("\0", "")))
                    .collect(Collectors.joining(".*"));
            return new Glob(text, Pattern.compile(pattern));
        }

        boolean matches(String name) {
            return pattern.matcher(name).matches();
        }
    }
}
