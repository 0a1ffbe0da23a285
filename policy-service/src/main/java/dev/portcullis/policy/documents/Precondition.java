// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import org.jspecify.annotations.Nullable;

/// What must be true of a document before it is changed, as `If-Match` and `If-None-Match` say it.
public sealed interface Precondition {

    /// It does not exist yet.
    record Absent() implements Precondition {}

    /// It exists, in any version.
    record Present() implements Precondition {}

    /// It exists in this version.
    ///
    /// @param version the version the author has seen
    record At(long version) implements Precondition {}

    /// Nothing was said; enough only to create a document.
    record Unsaid() implements Precondition {}

    /// The precondition of a request.
    ///
    /// @throws StaleVersionException when the headers cannot be understood
    static Precondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifNoneMatch != null && ifNoneMatch.strip().equals("*")) {
            return new Absent();
        }
        if (ifMatch == null) {
            return new Unsaid();
        }
        String tag = ifMatch.strip();
        if (tag.equals("*")) {
            return new Present();
        }
        if (tag.matches("\"\\d{1,18}\"")) {
            return new At(Long.parseLong(tag.substring(1, tag.length() - 1)));
        }
        throw new StaleVersionException("If-Match must be the ETag of the version you have seen, such as \"3\", or *.");
    }

    /// Checks the precondition against the version a document has.
    ///
    /// @param current the current version; null when there is no such document
    /// @throws StaleVersionException when it does not hold
    default void check(@Nullable Long current) {
        switch (this) {
            case Absent() -> {
                if (current != null) {
                    throw new StaleVersionException("It exists already, in version " + current + ".");
                }
            }
            case Present() -> {
                if (current == null) {
                    throw new StaleVersionException("There is no such document to change.");
                }
            }
            case At(long version) -> {
                if (current == null || current != version) {
                    String now = current == null ? "gone" : "in version " + current;
                    throw new StaleVersionException("You have seen version " + version + "; it is " + now
                            + " now. Read it again, then repeat the change.");
                }
            }
            case Unsaid() -> {
                if (current != null) {
                    throw new StaleVersionException("It exists already, in version " + current
                            + ". Say with If-Match which version you are changing.");
                }
            }
        }
    }
}
