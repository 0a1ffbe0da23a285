// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.ocsf.OcsfBodies;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.testing.Ocsf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Everything that this service can write is valid OCSF: each body that there is, under each kind.
class OcsfTest {
    private static final String HOSTILE = "x\n\u001b[31m\u202e\u0000\"}{|=";
    private static final List<Caller> CALLERS = List.of(
            caller("dana", "https://idp.example", "jti", "10.0.3.7"),
            caller("dana", "https://idp.example", "", "0:0:0:0:0:0:0:1"),
            caller("svc-gateway", "https://idp.example", "jti", "127.0.0.1"),
            caller(HOSTILE, HOSTILE, HOSTILE, "fd00::7"));

    @Test
    void everyEventIsValid() {
        for (Map<String, Object> body : bodies()) {
            for (AuditKind kind : Ocsf.writtenBy("approval")) {
                AuditEvent event = new AuditEvent(kind, Instant.EPOCH, body, Map.of("text", HOSTILE));
                String json = JsonMapper.shared()
                        .writeValueAsString(event.linked("id", "svc-approval", 1, "0".repeat(64), "1"));
                assertThat(Ocsf.problems(json)).as(json).isEmpty();
            }
        }
    }

    private static List<Map<String, Object>> bodies() {
        List<Map<String, Object>> bodies = new ArrayList<>();
        for (boolean yes : new boolean[] {true, false}) {
            for (OcsfBodies.Activity activity : OcsfBodies.Activity.values()) {
                for (Caller caller : CALLERS) {
                    for (List<String> ids : List.of(List.<String>of(), List.of("a1", HOSTILE))) {
                        bodies.add(OcsfBodies.apiActivity(activity, "approvals.vote", caller, "approval", ids, yes));
                    }
                }
            }
            for (String text : List.of("", HOSTILE)) {
                bodies.add(OcsfBodies.authorizeSession(text, text, text, text, Instant.EPOCH, yes));
            }
        }
        return bodies;
    }

    private static Caller caller(String subject, String issuer, String token, String address) {
        return new Caller(
                subject, issuer, "", Set.of("dba"), Set.of("service"), List.of(), token, Instant.EPOCH, address);
    }
}
