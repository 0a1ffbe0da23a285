// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.control;

import dev.portcullis.contracts.control.ControlMessage;
import dev.portcullis.gateway.access.AccessKeys;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.identity.Revocations;
import dev.portcullis.gateway.topics.TopicTail;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Obeys orders to end sessions and to believe a subject's tokens no longer, each once, and puts on record
/// what it
/// ended.
final class ControlFeed implements TopicTail.Listener {
    private static final Logger log = LoggerFactory.getLogger(ControlFeed.class);
    private static final int REMEMBERED = 10_000;

    private final JsonMapper json;
    private final LiveSessions sessions;
    private final Revocations revocations;
    private final AccessKeys keys;
    private final Obedience record;
    private final Set<String> obeyed = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    ControlFeed(JsonMapper json, LiveSessions sessions, Revocations revocations, AccessKeys keys, Obedience record) {
        this.json = json;
        this.sessions = sessions;
        this.revocations = revocations;
        this.keys = keys;
        this.record = record;
    }

    @Override
    public void heard(List<byte[]> values) {
        for (byte[] value : values) {
            try {
                ControlMessage order = json.readValue(value, ControlMessage.class);
                if (obeyed.add(order.id())) {
                    obey(order);
                }
            } catch (JacksonException e) {
                log.atError().setCause(e).log("order not understood");
            }
        }
    }

    private void obey(ControlMessage order) {
        int ended = switch (order.order()) {
            case KILL_SESSION -> sessions.end(order.target(), order.reason()) ? 1 : 0;
            case REVOKE_IDENTITY -> {
                // First the token, then its sessions: the other way round it could open one in between.
                revocations.revoke(order.target(), order.at());
                keys.revokeAllOf(order.target(), order.by(), order.reason(), order.at());
                yield sessions.endAllOf(order.target(), order.reason());
            }
        };
        // Every gateway hears every order; those that had nothing to end have nothing to report.
        if (ended > 0) {
            record.obeyed(order, ended);
        }
    }

    /// Where obeyed orders are put on record.
    interface Obedience {
        void obeyed(ControlMessage order, int sessions);
    }
}
