// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import dev.portcullis.contracts.Problems;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// Why there is no key, worded for its caller.
final class KeyRefused extends ErrorResponseException {
    private static final long serialVersionUID = 1;

    private KeyRefused(HttpStatus status, String type, String why) {
        super(status, problem(status, type, why), null);
    }

    private static ProblemDetail problem(HttpStatus status, String type, String why) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, why);
        problem.setType(URI.create(type));
        return problem;
    }

    static KeyRefused notFound(String why) {
        return new KeyRefused(HttpStatus.NOT_FOUND, Problems.NOT_FOUND, why);
    }

    static KeyRefused notPermitted(String why) {
        return new KeyRefused(HttpStatus.FORBIDDEN, Problems.NOT_PERMITTED, why);
    }

    static KeyRefused notAuthenticated(String why) {
        return new KeyRefused(HttpStatus.UNAUTHORIZED, Problems.NOT_AUTHENTICATED, why);
    }

    static KeyRefused tooSlow(String why) {
        return new KeyRefused(HttpStatus.REQUEST_TIMEOUT, Problems.INVALID, why);
    }

    static KeyRefused unavailable(String why) {
        return new KeyRefused(HttpStatus.SERVICE_UNAVAILABLE, Problems.UNAVAILABLE, why);
    }
}
