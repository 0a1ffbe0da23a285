// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.grant.GrantChanged;
import dev.portcullis.gateway.topics.TopicTail;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Hears of grants that were extended or ended.
final class GrantFeed implements TopicTail.Listener {
    private static final Logger log = LoggerFactory.getLogger(GrantFeed.class);

    private final JsonMapper json;
    private final RemoteGrants grants;

    GrantFeed(JsonMapper json, RemoteGrants grants) {
        this.json = json;
        this.grants = grants;
    }

    @Override
    public void heard(List<byte[]> values) {
        for (byte[] value : values) {
            try {
                grants.changed(json.readValue(value, GrantChanged.class));
            } catch (JacksonException e) {
                log.atError().setCause(e).log("grant not understood");
            }
        }
    }
}
