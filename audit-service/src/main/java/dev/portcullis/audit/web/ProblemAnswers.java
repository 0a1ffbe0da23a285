// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

import dev.portcullis.audit.log.DamagedLogException;
import dev.portcullis.audit.log.NotSignedException;
import dev.portcullis.contracts.Problems;
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
import org.springframework.security.access.AccessDeniedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// Every failure as a problem document (RFC 9457). What is not foreseen is a bare 500 with an id to look for in the
/// log.
@RestControllerAdvice
class ProblemAnswers extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAnswers.class);

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException e) {
        return problem(HttpStatus.NOT_FOUND, Problems.NOT_FOUND, "Not found", message(e));
    }

    @ExceptionHandler
    ProblemDetail gone(GoneException e) {
        return problem(HttpStatus.GONE, Problems.GONE, "Gone", message(e));
    }

    @ExceptionHandler
    ProblemDetail notPermitted(NotPermittedException e) {
        return problem(HttpStatus.FORBIDDEN, Problems.NOT_PERMITTED, "Not permitted", message(e));
    }

    @ExceptionHandler
    ProblemDetail conflict(ConflictException e) {
        return problem(HttpStatus.CONFLICT, Problems.CONFLICT, "Conflict", message(e));
    }

    @ExceptionHandler
    ProblemDetail invalid(InvalidException e) {
        return problem(HttpStatus.BAD_REQUEST, Problems.INVALID, "Invalid request", message(e));
    }

    @ExceptionHandler
    ProblemDetail unavailable(UnavailableException e) {
        log.atWarn().setCause(e).log("a dependency does not answer");
        return problem(HttpStatus.SERVICE_UNAVAILABLE, Problems.UNAVAILABLE, "Unavailable", message(e));
    }

    @ExceptionHandler({DataAccessException.class, CannotCreateTransactionException.class})
    ProblemDetail storeUnavailable(RuntimeException e) {
        log.atWarn().setCause(e).log("the store does not answer");
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                Problems.UNAVAILABLE,
                "Unavailable",
                "The audit store does not answer; try again later.");
    }

    @ExceptionHandler
    ProblemDetail notSigned(NotSignedException e) {
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                Problems.UNAVAILABLE,
                "The log is not signed",
                "The log cannot be signed now: " + message(e) + ".");
    }

    @ExceptionHandler
    ProblemDetail damaged(DamagedLogException e) {
        log.atError().setCause(e).log("the log is damaged");
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                Problems.INTERNAL,
                "The log is damaged",
                "The stored log contradicts itself: " + message(e) + ".");
    }

    @ExceptionHandler
    ProblemDetail unforeseen(Exception e) throws Exception {
        if (e instanceof AccessDeniedException || e instanceof BrokenOffException) {
            throw e;
        }
        String correlationId = UUID.randomUUID().toString();
        log.atError().setCause(e).addKeyValue("correlationId", correlationId).log("request failed");
        ProblemDetail problem = problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                Problems.INTERNAL,
                "Internal error",
                "Ask the operator, with this id.");
        problem.setProperty("correlationId", correlationId);
        return problem;
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> answer = super.handleExceptionInternal(e, body, headers, status, request);
        if (answer != null && answer.getBody() instanceof ProblemDetail problem) {
            problem.setType(URI.create(status.value() == 404 ? Problems.NOT_FOUND : Problems.INVALID));
        }
        return answer;
    }

    private static ProblemDetail problem(HttpStatus status, String type, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(type));
        problem.setTitle(title);
        return problem;
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? "" : e.getMessage();
    }
}
