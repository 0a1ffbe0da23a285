// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.heartbeats;

import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.VerifierKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Whose heartbeats are believed, and how long is waited for what they name.
///
/// @param keys the public keys of gateways, `<name>+<id>+<base64>`; a key speaks for the gateway of its
///     name and for those whose id begins with it and a hyphen. Without any, every heartbeat is
///     refused, which is a finding
/// @param grace how long the records that a heartbeat names may take to reach Kafka after it
/// @param overdue how long a gateway may be silent
/// @param keep how long gateways that are gone, and findings about sessions, are remembered
/// @param every how often is compared
@Validated
@ConfigurationProperties("portcullis.audit.gateways")
public record GatewayProperties(
        @DefaultValue List<String> keys,
        @DefaultValue("1m") Duration grace,
        @DefaultValue("2m") Duration overdue,
        @DefaultValue("30d") Duration keep,
        @DefaultValue("10s") Duration every) {

    public GatewayProperties {
        keys = List.copyOf(keys);
    }

    /// The keys, read. One that is none stops the start.
    List<VerifierKey> verifiers() {
        List<VerifierKey> verifiers = new ArrayList<>();
        for (String key : keys) {
            try {
                verifiers.add(VerifierKey.parse(key.strip()));
            } catch (NoteException e) {
                throw new IllegalStateException("not a gateway's public key: " + key, e);
            }
        }
        return verifiers;
    }
}
