// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where events go as syslog messages.
///
/// @param host the collector; empty, and nothing is sent
/// @param port its port
/// @param transport how it is reached
/// @param bundle the name of the SSL bundle (`spring.ssl.bundle`) with the authority that the collector's certificate
///     must come from, and with a certificate of our own where it asks for one; empty: the authorities of the JVM
/// @param group the consumer group; where to go on after a stop is what it has committed
/// @param hostname what the messages call this host
/// @param maxMessage a message's most bytes, without the count before it; what a collector must take is 2048, what it
///     should take is 8192 (RFC 5425)
/// @param timeout how long the collector may take to accept a connection, or to take one message
/// @param retryAfter how long to wait after a failure; each failure in a row doubles it, up to half a minute
/// @param settle how long a connection must live on after a message was written before that counts as sent
@Validated
@ConfigurationProperties("portcullis.audit.syslog")
public record SyslogProperties(
        @DefaultValue("") String host,
        @DefaultValue("6514") @Min(1) @Max(65_535) int port,
        @DefaultValue("tls") Transport transport,
        @DefaultValue("") String bundle,
        @DefaultValue("portcullis-audit-syslog") @NotBlank String group,

        @DefaultValue("portcullis") @Pattern(regexp = "[!-~]{1,255}")
        String hostname,

        @DefaultValue("8192") @Min(2048) @Max(1 << 20) int maxMessage,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("1s") Duration retryAfter,
        @DefaultValue("2s") Duration settle) {

    /// Whether there is a collector.
    boolean isOn() {
        return !host.isEmpty();
    }

    /// How messages travel.
    public enum Transport {
        /// TLS with a certificate for the collector's name (RFC 5425).
        TLS,
        /// In the clear, with the same framing (RFC 6587); for a collector beside this service.
        TCP
    }
}
