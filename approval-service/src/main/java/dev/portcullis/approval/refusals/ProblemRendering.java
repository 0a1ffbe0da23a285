// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.refusals;

import dev.portcullis.contracts.Problems;
import java.net.URI;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// Every error as a problem document. What is not foreseen is a bare 500 with an id that is in the log too.
@RestControllerAdvice
class ProblemRendering extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemRendering.class);

    @ExceptionHandler
    ProblemDetail refused(RefusedException refused) {
        return RefusalProblems.of(refused.why());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unforeseen(RuntimeException why) {
        if (why instanceof AccessDeniedException || why instanceof AuthenticationException) {
            // Spring Security's own filters answer these.
            throw why;
        }
        return isLostDatabase(why) ? unavailable(why) : fault(why);
    }

    private static ResponseEntity<ProblemDetail> unavailable(RuntimeException why) {
        log.atWarn().setCause(why).log("database is not available");
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "The database is away; try again.");
        problem.setType(URI.create(Problems.UNAVAILABLE));
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(problem);
    }

    private static ResponseEntity<ProblemDetail> fault(RuntimeException why) {
        String correlationId = UUID.randomUUID().toString();
        log.atError().setCause(why).addKeyValue("correlationId", correlationId).log("request failed");
        ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.INTERNAL_SERVER_ERROR);
        problem.setType(URI.create(Problems.INTERNAL));
        problem.setProperty("correlationId", correlationId);
        return ResponseEntity.of(problem).build();
    }

    /// A connection lost in the middle surfaces as whatever was being done with it, so the driver's word counts:
    /// SQLSTATE class 08 (connection exception) and 57P (the server is going or coming).
    private static boolean isLostDatabase(Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotCreateTransactionException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql && isLost(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /// The server and its driver give every error a state; one without comes from the pool, of a connection it closed.
    private static boolean isLost(@Nullable String state) {
        return state == null || state.startsWith("08") || state.startsWith("57P");
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception why, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> answer = super.handleExceptionInternal(why, body, headers, status, request);
        if (answer != null && answer.getBody() instanceof ProblemDetail problem) {
            problem.setType(URI.create(typeOf(status)));
        }
        return answer;
    }

    private static String typeOf(HttpStatusCode status) {
        if (status.isSameCodeAs(HttpStatus.NOT_FOUND)) {
            return Problems.NOT_FOUND;
        }
        return status.is4xxClientError() ? Problems.INVALID : Problems.INTERNAL;
    }
}
