// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Settings of the PostgreSQL listener.
///
/// @param address the address to listen on
/// @param port the port to listen on; 0 for any free one
/// @param certificateFile PEM chain that the listener shows; it has no mode without TLS
/// @param privateKeyFile PEM key of that certificate
/// @param handshakeTimeout from connect to ready, the token's verification and the target's login included
/// @param idleTimeout a session without traffic for this long is ended
/// @param connectTimeout for reaching the target
/// @param holdReminder how often a client that waits for an approval is told so
/// @param maxSessions open sessions, beyond which callers are turned away
/// @param maxHandshakes connections that have not proven who they are, beyond which new ones are closed
/// @param maxMessage the longest message read whole, of client or target
/// @param maxUnitMessages messages of the extended protocol judged together; more are split as if by a Flush
/// @param schema the schema in which sessions find what they name without a schema
/// @param catalogueMaxAge how long the target's catalogue is believed before it is read again
/// @param maskKeyFile at least 16 random bytes that hashes and pseudonyms depend on; without one they change
///     with every start
@Validated
@ConfigurationProperties("portcullis.postgres")
public record PostgresListenerProperties(
        @DefaultValue("127.0.0.1") @NotBlank String address,
        @DefaultValue("15432") @Min(0) @Max(65_535) int port,
        Path certificateFile,
        Path privateKeyFile,
        @DefaultValue("30s") Duration handshakeTimeout,
        @DefaultValue("30m") Duration idleTimeout,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration holdReminder,
        @DefaultValue("1000") @Min(1) int maxSessions,
        @DefaultValue("200") @Min(1) int maxHandshakes,
        @DefaultValue("16MB") DataSize maxMessage,
        @DefaultValue("256") @Min(1) int maxUnitMessages,
        @DefaultValue("public") @NotBlank String schema,
        @DefaultValue("60s") Duration catalogueMaxAge,
        @Nullable Path maskKeyFile) {}
