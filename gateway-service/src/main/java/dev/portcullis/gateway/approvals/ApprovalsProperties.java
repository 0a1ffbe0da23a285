// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How the gateway waits for people.
///
/// @param poll how often it asks about the held commands, in case a record on the topic got lost
/// @param grace how long after an approval's expiry the wait ends by itself
@Validated
@ConfigurationProperties("portcullis.approvals")
public record ApprovalsProperties(
        @DefaultValue("5s") Duration poll,
        @DefaultValue("2s") Duration grace) {}
