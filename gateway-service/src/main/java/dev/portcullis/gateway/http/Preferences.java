// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/// What a caller would rather have (RFC 7240). What is not understood, or more than can be had, is no error.
///
/// @param respondAsync to come back rather than to wait on the line
/// @param patience how long to be kept waiting for the answer at a place that one was told to come back to
record Preferences(boolean respondAsync, Duration patience) {
    /// Nobody is kept longer: what is on the way closes lines on which nothing moves.
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Pattern WAIT = Pattern.compile("wait=([0-9]{1,5})");

    static Preferences of(HttpHeaders headers) {
        List<String> said = headers.getOrEmpty("Prefer").stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(preference -> preference.strip().toLowerCase(Locale.ROOT))
                .toList();
        Duration wait = said.stream()
                .map(WAIT::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Duration.ofSeconds(Long.parseLong(matcher.group(1))))
                .findFirst()
                .orElse(Duration.ZERO);
        return new Preferences(said.contains("respond-async"), wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }
}
