// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.WitnessKey;
import dev.portcullis.merkle.WitnessPolicy;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Who watches this log.
///
/// @param list the witnesses; none, and nobody is asked
/// @param quorum how many of them must have seen a checkpoint before it counts as witnessed
/// @param interval how often they are shown the newest checkpoint
/// @param timeout how long one of them may take
/// @param alarmAfter after how long without a quorum there is an alarm
@Validated
@ConfigurationProperties("portcullis.audit.witnesses")
record WitnessProperties(
        @DefaultValue List<Named> list,
        @DefaultValue("0") @Min(0) int quorum,
        @DefaultValue("5s") Duration interval,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("10m") Duration alarmAfter) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    WitnessProperties {
        list = List.copyOf(list);
    }

    /// One of them, as an operator writes it down.
    ///
    /// @param name the name in its cosignatures
    /// @param url what comes before `/add-checkpoint`
    /// @param vkey its public key
    record Named(String name, URI url, String vkey) {

        /// The same, checked. Nothing but what stands here is ever called.
        Witness witness() {
            try {
                WitnessKey key = WitnessKey.parse(vkey);
                if (!key.name().equals(name)) {
                    throw new IllegalArgumentException("the key of witness " + name + " is that of " + key.name());
                }
                return new Witness(key, submission());
            } catch (NoteException e) {
                throw new IllegalArgumentException("witness " + name + ": " + e.getMessage(), e);
            }
        }

        private URI submission() {
            boolean plain = url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null;
            boolean safe = plain
                    && ("https".equals(url.getScheme())
                            || ("http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost())));
            if (!safe) {
                throw new IllegalArgumentException(
                        "witness " + name + " needs an https URL with a host and a path only");
            }
            String prefix = url.toString();
            return URI.create((prefix.endsWith("/") ? prefix : prefix + "/") + "add-checkpoint");
        }
    }

    List<Witness> witnesses() {
        return list.stream().map(Named::witness).toList();
    }

    WitnessPolicy policy() {
        return new WitnessPolicy(witnesses().stream().map(Witness::key).toList(), quorum);
    }
}
