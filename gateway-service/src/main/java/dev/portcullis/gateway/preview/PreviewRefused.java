// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.contracts.Problems;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// There is no preview, for this caller or now.
final class PreviewRefused extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    private PreviewRefused(HttpStatus status, String type, String why) {
        super(status, problem(status, type, why), null);
    }

    private static ProblemDetail problem(HttpStatus status, String type, String why) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, why);
        problem.setType(URI.create(type));
        return problem;
    }

    static PreviewRefused notFound() {
        return new PreviewRefused(HttpStatus.NOT_FOUND, Problems.NOT_FOUND, "There is nothing here.");
    }

    static PreviewRefused notPermitted(String why) {
        return new PreviewRefused(HttpStatus.FORBIDDEN, Problems.NOT_PERMITTED, why);
    }

    static PreviewRefused conflict(String why) {
        return new PreviewRefused(HttpStatus.CONFLICT, Problems.CONFLICT, why);
    }

    static PreviewRefused tooMany(String why) {
        return new PreviewRefused(HttpStatus.TOO_MANY_REQUESTS, Problems.UNAVAILABLE, why);
    }

    static PreviewRefused unavailable(String why) {
        return new PreviewRefused(HttpStatus.SERVICE_UNAVAILABLE, Problems.UNAVAILABLE, why);
    }
}
