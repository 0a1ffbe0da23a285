// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.search;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.web.Cursor;
import dev.portcullis.contracts.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Commands of all sessions over REST.
@RestController
class CommandController {

    private static final Duration UNLESS_SAID = Duration.ofDays(7);
    private static final int MAX_TERM = 200;

    private final CommandSearch search;
    private final ReadRecord reads;
    private final Clock clock;

    CommandController(CommandSearch search, ReadRecord reads, Clock clock) {
        this.search = search;
        this.reads = reads;
        this.clock = clock;
    }

    /// Commands, newest first, of the last seven days unless the question says otherwise. Who searches for what is
    /// recorded before the answer is given.
    @GetMapping(path = "/v1/commands", produces = MediaType.APPLICATION_JSON_VALUE)
    CommandPage find(
            @RequestParam(defaultValue = "") @Size(max = MAX_TERM) String identity,
            @RequestParam(defaultValue = "") @Size(max = MAX_TERM) String connection,
            @RequestParam(defaultValue = "") @Size(max = MAX_TERM) String text,
            @RequestParam(defaultValue = "") @Size(max = MAX_TERM) String table,
            @RequestParam(defaultValue = "") @Size(max = MAX_TERM) String classification,
            @RequestParam(required = false) CommandQuery.@Nullable Outcome outcome,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable Instant since,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable Instant until,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @RequestParam(defaultValue = "") String cursor,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Instant end = until == null ? clock.instant() : until;
        CommandQuery query = new CommandQuery(
                identity,
                connection,
                text,
                table,
                classification,
                outcome,
                since == null ? end.minus(UNLESS_SAID) : since,
                end);
        Caller caller = Caller.of(token, request);
        try {
            CommandPage page = search.find(query, cursor.isEmpty() ? null : Cursor.parse(cursor), limit);
            record(caller, query, page);
            return page;
        } catch (SearchCutException e) {
            record(caller, query, e.page());
            throw e;
        }
    }

    private void record(Caller caller, CommandQuery query, CommandPage page) {
        reads.record(
                caller,
                "commands.search",
                "commands",
                query.description() + ": " + page.items().size() + " command(s)");
    }

    /// A search that took too long is not taken for one that found little: it is a problem, with what was found and
    /// where to go on.
    @ExceptionHandler
    ProblemDetail cut(SearchCutException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE,
                "The search took too long. Go on with the cursor in next, or narrow it by time, identity or connection.");
        problem.setType(URI.create(Problems.INCOMPLETE));
        problem.setTitle("Not all was looked through");
        problem.setProperty("items", e.page().items());
        problem.setProperty("searchedBackTo", e.page().searchedBackTo());
        problem.setProperty("next", e.page().next());
        return problem;
    }
}
