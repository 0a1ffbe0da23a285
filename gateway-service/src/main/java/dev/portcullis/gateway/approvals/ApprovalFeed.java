// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.gateway.topics.TopicTail;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Hears what people said. It only wakes those who wait: what counts is that the approval can be consumed.
final class ApprovalFeed implements TopicTail.Listener {
    private static final Logger log = LoggerFactory.getLogger(ApprovalFeed.class);

    private final JsonMapper json;
    private final Waiters waiters;

    ApprovalFeed(JsonMapper json, Waiters waiters) {
        this.json = json;
        this.waiters = waiters;
    }

    @Override
    public void heard(List<byte[]> values) {
        for (byte[] value : values) {
            try {
                waiters.changed(json.readValue(value, ApprovalChanged.class));
            } catch (JacksonException e) {
                // Grants share this topic; what is no approval's change is nobody's answer.
                log.atDebug().setCause(e).log("record passed over");
            }
        }
    }
}
