// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How closely the keys in use are watched. How long they live is the approval service's to say.
///
/// @param interval how often it is asked whether they still hold
/// @param silence when no answer came for this long, sessions under keys end
@Validated
@ConfigurationProperties("portcullis.keys")
public record KeysProperties(
        @DefaultValue("1s") Duration interval,
        @DefaultValue("10s") Duration silence) {}
