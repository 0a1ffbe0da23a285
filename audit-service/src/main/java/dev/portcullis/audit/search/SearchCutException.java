// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.search;

/// The time for one answer was over before the search was. What was found up to there is in it, with where to go
/// on.
final class SearchCutException extends RuntimeException {

    private final transient CommandPage page;

    SearchCutException(CommandPage page) {
        super("the search took too long");
        this.page = page;
    }

    CommandPage page() {
        return page;
    }
}
