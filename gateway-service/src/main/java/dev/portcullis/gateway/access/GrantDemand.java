// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.identity.Identity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What it means that a connection demands a grant.
final class GrantDemand {

    /// The claim by which rules tell under which grant a session runs. Only the gateway sets it.
    static final String GRANT = "portcullis_grant";

    /// The claim by which rules tell an emergency: `break-glass` or `just-in-time`. Only the gateway sets it.
    static final String KIND = "portcullis_grant_kind";

    private GrantDemand() {}

    static boolean isMadeBy(Connection connection) {
        return connection.grant() == Connection.GrantRule.REQUIRED;
    }

    /// Nobody gets in without one.
    static Refusal unmet(Connection connection) {
        return new Refusal.NotPermitted(List.of(new Decision.Reason(
                "connection " + connection.name(),
                connection.version(),
                "grant-required",
                "deny",
                "This connection opens under a grant only. Ask for one: POST /api/approvals/v1/grants,"
                        + " or ./portcullis grant ask " + connection.name(),
                false,
                false)));
    }

    /// The identity as rules see it under this grant. What a token claims about grants is dropped.
    static Identity seen(Identity identity, @Nullable SessionGrant grant) {
        Map<String, String> claims = new HashMap<>(identity.claims());
        claims.remove(GRANT);
        claims.remove(KIND);
        if (grant != null) {
            claims.put(GRANT, grant.id());
            claims.put(KIND, grant.breakGlass() ? "break-glass" : "just-in-time");
        }
        return identity.withClaims(claims);
    }

    /// The connection as it is used under this grant: in an emergency everything is recorded.
    static Connection used(Connection connection, @Nullable SessionGrant grant) {
        return grant != null && grant.breakGlass() ? connection.recordedAs(Connection.RecordingLevel.FULL) : connection;
    }
}
