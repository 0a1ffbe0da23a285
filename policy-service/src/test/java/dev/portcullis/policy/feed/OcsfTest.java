// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.policy.security.Caller;
import dev.portcullis.testing.Ocsf;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Everything that this service can write is valid OCSF.
class OcsfTest {
    private static final String HOSTILE = "x\n\u001b[31m\u202e\u0000\"}{|=";
    private static final List<Caller> CALLERS = List.of(
            Caller.SERVICE,
            new Caller("paula", "https://idp.example", "jti", List.of("admins"), "10.0.3.7"),
            new Caller("paula", "https://idp.example", "", List.of(), "fd00::7"),
            new Caller("paula", "https://idp.example", "", List.of(), "0:0:0:0:0:0:0:1"),
            new Caller(HOSTILE, HOSTILE, HOSTILE, List.of(HOSTILE), "127.0.0.1"));

    @Test
    void everyEventIsValid() {
        for (AuditKind kind : Ocsf.writtenBy("policy")) {
            for (Change.Action action : Change.Action.values()) {
                for (Caller caller : CALLERS) {
                    for (String text : List.of("", HOSTILE)) {
                        Change change =
                                new Change(kind, "kind", "name" + text, action, 0, 7, Instant.EPOCH, text, text);
                        AuditEvent event = AuditEvent.of(change, caller, 1, 2, "0".repeat(64));
                        String json = JsonMapper.shared().writeValueAsString(event.body());
                        assertThat(Ocsf.problems(json)).as(json).isEmpty();
                    }
                }
            }
        }
    }
}
