// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.control.ControlMessage;
import dev.portcullis.contracts.control.ControlMessage.Order;
import dev.portcullis.gateway.access.FakeKeys;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.OpenSessions;
import dev.portcullis.gateway.identity.Revocations;
import dev.portcullis.testing.FakeClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ControlFeedTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final FakeClock clock = FakeClock.create();
    private final LiveSessions sessions = new LiveSessions();
    private final List<String> ended = new ArrayList<>();
    private final List<String> recorded = new ArrayList<>();
    private final FakeKeys keys = new FakeKeys();
    private final ControlFeed feed = new ControlFeed(
            JSON, sessions, new Revocations(), keys, (order, count) -> recorded.add(order.id() + " ended " + count));

    @BeforeEach
    void open() {
        for (String id : List.of("s1", "s2", "s3")) {
            String subject = id.equals("s3") ? "agent-8" : "agent-7";
            sessions.add(OpenSessions.of(id, subject, clock), why -> ended.add(id + ": " + why));
        }
    }

    @Test
    void endsTheSessionThatIsNamedAndRecordsIt() {
        hear("o1", Order.KILL_SESSION, "s1");
        assertThat(ended).containsExactly("s1: incident");
        assertThat(keys.revoked()).isEmpty();
        assertThat(recorded).containsExactly("o1 ended 1");
    }

    @Test
    void endsAllSessionsOfASubjectAndNoOthers() {
        hear("o1", Order.REVOKE_IDENTITY, "agent-7");
        assertThat(ended).containsExactlyInAnyOrder("s1: incident", "s2: incident");
        assertThat(recorded).containsExactly("o1 ended 2");
        assertThat(keys.revoked()).containsExactly("agent-7");
    }

    @Test
    void leavesOrdersForOtherGatewaysAlone() {
        hear("o1", Order.KILL_SESSION, "elsewhere");
        assertThat(ended).isEmpty();
        assertThat(recorded).isEmpty();
    }

    @Test
    void obeysEachOrderOnce() {
        hear("o1", Order.KILL_SESSION, "s1");
        hear("o1", Order.KILL_SESSION, "s1");
        assertThat(ended).hasSize(1);
    }

    @Test
    void goesOnAfterAnOrderItCannotRead() {
        feed.heard(List.of("{\"order\":\"SHUT_DOWN\"}".getBytes(StandardCharsets.UTF_8)));
        hear("o2", Order.KILL_SESSION, "s2");
        assertThat(ended).containsExactly("s2: incident");
    }

    private void hear(String id, Order order, String target) {
        var message = new ControlMessage(id, order, target, "operator-1", "incident", clock.instant());
        feed.heard(List.of(JSON.writeValueAsBytes(message)));
    }
}
