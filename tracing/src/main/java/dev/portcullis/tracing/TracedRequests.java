// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import dev.portcullis.contracts.identity.ServiceSubjects;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/// Makes what the gateway asks for a part of the command it asks for. After security: only the gateway is believed
/// when it says which command that is.
public final class TracedRequests extends OncePerRequestFilter {
    private final Tracing tracing;

    public TracedRequests(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String traceparent = request.getHeader(Traceparent.HEADER);
        Optional<Step> begun = traceparent == null || !isFromTheGateway(request.getUserPrincipal())
                ? Optional.empty()
                : tracing.spans().flatMap(spans -> spans.served(traceparent, request.getMethod()));
        if (begun.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        try (Step step = begun.get()) {
            chain.doFilter(request, response);
            // The pattern, not the path, which holds ids.
            step.name(request.getMethod() + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
            step.say("http.response.status_code", Integer.toString(response.getStatus()));
        }
    }

    private static boolean isFromTheGateway(@Nullable Principal caller) {
        return caller != null && ServiceSubjects.GATEWAY.equals(caller.getName());
    }
}
