// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/// What of each service can be reached from outside. What is not listed does not exist at the edge: above
/// all the endpoints that only services call, such as `POST /v1/decisions` and `POST
/// /v1/approvals/{id}/consume`.
final class Openings {
    static final Openings POLICY = new Openings(
            open("/api/policy/v1/policies", GET),
            open("/api/policy/v1/policies/{name}", GET, PUT, DELETE),
            open("/api/policy/v1/policies/{name}/versions", GET),
            open("/api/policy/v1/policies/{name}/versions/{version}/restore", POST),
            open("/api/policy/v1/policies:validate", POST),
            open("/api/policy/v1/proposals", GET),
            open("/api/policy/v1/proposals/{id}", GET),
            open("/api/policy/v1/proposals/{id}/approve", POST),
            open("/api/policy/v1/proposals/{id}/reject", POST),
            open("/api/policy/v1/budgets", GET),
            open("/api/policy/v1/budgets/money", GET),
            open("/api/policy/v1/schemas/{kind}", GET),
            open("/api/policy/v1/simulations", POST),
            open("/api/policy/v1/connections", GET),
            open("/api/policy/v1/connections/{name}", GET, PUT, DELETE),
            open("/api/policy/v1/classifications", GET, PUT));

    static final Openings APPROVALS = new Openings(
            open("/api/approvals/v1/approvals", GET),
            open("/api/approvals/v1/approvals/{id}", GET),
            open("/api/approvals/v1/approvals/{id}/votes", POST),
            open("/api/approvals/v1/approvals:reject", POST),
            open("/api/approvals/v1/statistics", GET),
            open("/api/approvals/v1/delegations", GET, POST),
            open("/api/approvals/v1/delegations/{id}", DELETE),
            open("/api/approvals/v1/grants", GET, POST),
            open("/api/approvals/v1/grants/{id}/extensions", POST),
            open("/api/approvals/v1/grants/{id}/review", POST),
            open("/api/approvals/v1/grants/{id}", GET, DELETE),
            open("/api/approvals/v1/grants/{id}/votes", POST),
            open("/api/approvals/v1/keys", GET),
            open("/api/approvals/v1/keys/{id}", DELETE),
            open("/api/approvals/v1/templates", GET, POST),
            open("/api/approvals/v1/templates/{id}", GET, DELETE),
            open("/api/approvals/v1/templates/{id}/votes", POST),
            open("/api/approvals/v1/notifications", GET),
            open("/api/approvals/v1/notifications/{id}/resend", POST),
            open("/api/approvals/v1/slack/actions", POST));

    static final Openings APPROVAL_EVENTS = new Openings(open("/api/approvals/v1/events", GET));

    static final Openings AUDIT = new Openings(
            open("/api/audit/v1/sessions", GET),
            open("/api/audit/v1/sessions/{id}", GET, DELETE),
            open("/api/audit/v1/sessions/{id}/events", GET),
            open("/api/audit/v1/sessions/{id}/recording", GET),
            open("/api/audit/v1/sessions/{id}/erasure", POST),
            open("/api/audit/v1/erasures", GET),
            open("/api/audit/v1/erasures/{id}/agreement", POST),
            open("/api/audit/v1/holds", GET, POST),
            open("/api/audit/v1/holds/{id}", DELETE),
            open("/api/audit/v1/events/{id}", GET),
            open("/api/audit/v1/commands", GET),
            open("/api/audit/v1/evidence", POST),
            open("/api/audit/v1/targets/logins", GET),
            open("/api/audit/v1/log/{*rest}", GET));

    private final List<Opening> openings;

    private Openings(Opening... openings) {
        this.openings = List.of(openings);
    }

    boolean lead(ServerHttpRequest request) {
        return openings.stream().anyMatch(opening -> opening.fits(request));
    }

    private static Opening open(String pattern, HttpMethod... methods) {
        return new Opening(PathPatternParser.defaultInstance.parse(pattern), Set.of(methods));
    }

    private record Opening(PathPattern pattern, Set<HttpMethod> methods) {
        boolean fits(ServerHttpRequest request) {
            return methods.contains(request.getMethod())
                    && pattern.matches(request.getPath().pathWithinApplication());
        }
    }
}
