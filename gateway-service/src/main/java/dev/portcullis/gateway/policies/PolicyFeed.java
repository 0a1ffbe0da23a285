// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import dev.portcullis.contracts.control.PolicyChanged;
import dev.portcullis.gateway.topics.TopicTail;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Hears of new versions of the policy set. What it cannot read counts as a change.
final class PolicyFeed implements TopicTail.Listener {
    private static final Logger log = LoggerFactory.getLogger(PolicyFeed.class);

    private final JsonMapper json;
    private final PolicyVersions versions;

    PolicyFeed(JsonMapper json, PolicyVersions versions) {
        this.json = json;
        this.versions = versions;
    }

    @Override
    public void heard(List<byte[]> values) {
        for (byte[] value : values) {
            try {
                versions.heard(json.readValue(value, PolicyChanged.class).version());
            } catch (JacksonException e) {
                log.atError().setCause(e).log("policy change not understood");
                versions.forget();
            }
        }
    }
}
