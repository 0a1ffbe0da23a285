// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts;

/// The `type` URIs of RFC 9457 problem documents. Each names a section of `docs/problems.md`.
public final class Problems {
    /// What every `type` starts with.
    public static final String PREFIX = "https://portcullis.dev/problems/";

    public static final String NOT_FOUND = PREFIX + "not-found";
    public static final String GONE = PREFIX + "gone";
    public static final String INVALID = PREFIX + "invalid";
    public static final String NOT_AUTHENTICATED = PREFIX + "not-authenticated";
    public static final String NOT_PERMITTED = PREFIX + "not-permitted";
    public static final String CONFLICT = PREFIX + "conflict";
    public static final String STALE = PREFIX + "stale";
    public static final String UNAVAILABLE = PREFIX + "unavailable";
    public static final String OVER_LIMIT = PREFIX + "over-limit";
    public static final String INCOMPLETE = PREFIX + "incomplete";
    public static final String ANSWER_WITHHELD = PREFIX + "answer-withheld";
    public static final String INTERNAL = PREFIX + "internal";

    private Problems() {}
}
