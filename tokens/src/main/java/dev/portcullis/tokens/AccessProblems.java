// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tokens;

import dev.portcullis.contracts.Problems;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import tools.jackson.databind.json.JsonMapper;

/// Refusals made before any controller runs, as problem documents (RFC 9457) beside `WWW-Authenticate` (RFC 6750).
public final class AccessProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final AuthenticationEntryPoint unauthorized = new BearerTokenAuthenticationEntryPoint();
    private final AccessDeniedHandler forbidden = new BearerTokenAccessDeniedHandler();
    private final JsonMapper json;

    /// Writing documents with this mapper.
    public AccessProblems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException, ServletException {
        unauthorized.commence(request, response, why);
        write(response, Problems.NOT_AUTHENTICATED, "Not authenticated", "Send a valid access token.");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException, ServletException {
        forbidden.handle(request, response, why);
        write(response, Problems.NOT_PERMITTED, "Not permitted", "This token does not open this endpoint.");
    }

    private void write(HttpServletResponse response, String type, String title, String detail) throws IOException {
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream()
                .write(json.writeValueAsString(
                                Map.of("type", type, "title", title, "status", response.getStatus(), "detail", detail))
                        .getBytes(StandardCharsets.UTF_8));
    }
}
