// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.contracts.Problems;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.policy.budgets.BudgetSpentException;
import dev.portcullis.policy.changes.AlreadyDecidedException;
import dev.portcullis.policy.changes.NoSuchProposalException;
import dev.portcullis.policy.changes.NotForYouException;
import dev.portcullis.policy.decisions.NotLoadedException;
import dev.portcullis.policy.documents.NoSuchDocumentException;
import dev.portcullis.policy.documents.StaleVersionException;
import dev.portcullis.policy.security.InvalidRequestException;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// Every error of the REST interface as an RFC 9457 document (`docs/problems.md`), made in this one place.
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ProblemDetail invalid(InvalidDocumentException e) {
        ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, Problems.INVALID, "Every fault is listed in errors.");
        problem.setProperty("errors", e.errors());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail invalid(InvalidRequestException e) {
        return problem(HttpStatus.BAD_REQUEST, Problems.INVALID, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail missing(NoSuchDocumentException e) {
        return problem(HttpStatus.NOT_FOUND, Problems.NOT_FOUND, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail missing(NoSuchProposalException e) {
        return problem(HttpStatus.NOT_FOUND, Problems.NOT_FOUND, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail notForYou(NotForYouException e) {
        return problem(HttpStatus.FORBIDDEN, Problems.NOT_PERMITTED, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail decided(AlreadyDecidedException e) {
        return problem(HttpStatus.CONFLICT, Problems.CONFLICT, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail spent(BudgetSpentException e) {
        ProblemDetail problem = problem(HttpStatus.CONFLICT, Problems.CONFLICT, String.valueOf(e.getMessage()));
        problem.setProperty("budget", e.budget());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail stale(StaleVersionException e) {
        return problem(HttpStatus.PRECONDITION_FAILED, Problems.STALE, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail unavailable(NotLoadedException e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, Problems.UNAVAILABLE, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ProblemDetail databaseAway(RuntimeException e) {
        String id = report(e);
        ProblemDetail problem = problem(
                HttpStatus.SERVICE_UNAVAILABLE, Problems.UNAVAILABLE, "The database does not answer. Try again.");
        problem.setProperty("correlationId", id);
        return problem;
    }

    @ExceptionHandler
    ProblemDetail internal(RuntimeException e) {
        String id = report(e);
        ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.INTERNAL_SERVER_ERROR);
        problem.setType(URI.create(Problems.INTERNAL));
        problem.setProperty("correlationId", id);
        return problem;
    }

    /// What Spring refuses before a controller runs: unreadable bodies, missing parameters, wrong methods.
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> response = super.handleExceptionInternal(e, body, headers, status, request);
        if (response != null && response.getBody() instanceof ProblemDetail problem) {
            problem.setType(URI.create(typeOf(status)));
        }
        return response;
    }

    private static String typeOf(HttpStatusCode status) {
        if (status.value() == HttpStatus.NOT_FOUND.value()) {
            return Problems.NOT_FOUND;
        }
        return status.is4xxClientError() ? Problems.INVALID : Problems.INTERNAL;
    }

    private static ProblemDetail problem(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(type));
        return problem;
    }

    private static String report(RuntimeException e) {
        String id = UUID.randomUUID().toString();
        log.atError().setCause(e).addKeyValue("correlationId", id).log("request failed");
        return id;
    }
}
