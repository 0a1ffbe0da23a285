// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Facts of one HTTP request, as it will reach the target: the path is normalised, and the bytes judged are the bytes
/// forwarded.
///
/// @param method in upper case
/// @param host the target's host, without the port
/// @param path the path at the target, the connection's base path included
/// @param query the query's parameters, decoded; a name that is there several times has several values
/// @param headers the caller's headers that go on to the target, by lower-case name; never a credential
/// @param contentType the media type of the body in lower case, without parameters; empty without a body
/// @param bodyBytes the size of the body; of one that has not been read what the caller says of it, and
///     [#UNKNOWN_SIZE] where it says nothing
/// @param findings the names of the content detectors that found something in path, query or body; sorted, no
///     duplicates; null where the body has not been read, which is not the same as finding none
/// @param llm what a request to a language model asks for; null for every other request
/// @param protectedFiles the names of the protected files of which a part is in path, query, headers or
///     body; sorted, no duplicates; null where nobody has looked, which is not the same as finding none
public record HttpFacts(
        String method,
        String host,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        String contentType,
        long bodyBytes,
        @Nullable List<String> findings,
        @Nullable LlmFacts llm,
        @Nullable List<String> protectedFiles)
        implements Facts {

    /// The size of a body of which nobody knows it before it has come to its end.
    public static final long UNKNOWN_SIZE = -1;

    public HttpFacts {
        query = sorted(query);
        headers = sorted(headers);
        findings = findings == null ? null : List.copyOf(findings);
        protectedFiles = protectedFiles == null ? null : List.copyOf(protectedFiles);
    }

    /// Facts of a request in which nobody has looked for protected files.
    public HttpFacts(
            String method,
            String host,
            String path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            String contentType,
            long bodyBytes,
            List<String> findings,
            @Nullable LlmFacts llm) {
        this(method, host, path, query, headers, contentType, bodyBytes, findings, llm, null);
    }

    /// Whether the body passes unread: of what is in it nothing is known.
    public boolean unread() {
        return findings == null;
    }

    /// Equal facts are written alike, whatever the order in which they were found.
    private static <V> Map<String, V> sorted(Map<String, V> values) {
        return Collections.unmodifiableMap(new TreeMap<>(values));
    }
}
