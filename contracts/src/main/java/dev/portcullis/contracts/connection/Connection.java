// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.connection;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One registered target.
///
/// @param name what callers name it by; lower-case letters, digits and `-`
/// @param type the protocol: `postgres` or `http`
/// @param host the target's host name or address
/// @param port the target's port
/// @param database the database at the target; empty where there is none
/// @param labels what policies match by, for example `env: prod`
/// @param tls how the target proves who it is
/// @param credential a *reference* to the credential, never the secret itself
/// @param durability what must have happened to the intent of a command before the target sees it
/// @param recording what of a session is recorded
/// @param version counts up with every change; the value for `If-Match`
/// @param http what else an HTTP target needs; null for every other type
/// @param grant whether nobody gets in without a grant
/// @param observation how sessions that go past the gateway are found; null where nobody looks for them
public record Connection(
        String name,
        String type,
        String host,
        int port,
        String database,
        Map<String, String> labels,
        Tls tls,
        Credential credential,
        Durability durability,
        RecordingLevel recording,
        long version,
        @Nullable HttpTarget http,
        @Nullable GrantRule grant,
        @Nullable Observation observation) {

    public Connection {
        labels = Map.copyOf(labels);
        grant = grant == null ? GrantRule.NONE : grant;
        if (type.equals("http") != (http != null)) {
            throw new IllegalArgumentException("an HTTP connection, and only one, says what it needs for HTTP");
        }
        if (type.equals("http") && observation != null) {
            throw new IllegalArgumentException("an HTTP target has no sessions that could be observed");
        }
    }

    /// A connection that nobody looks past.
    public Connection(
            String name,
            String type,
            String host,
            int port,
            String database,
            Map<String, String> labels,
            Tls tls,
            Credential credential,
            Durability durability,
            RecordingLevel recording,
            long version,
            @Nullable HttpTarget http,
            @Nullable GrantRule grant) {
        this(
                name,
                type,
                host,
                port,
                database,
                labels,
                tls,
                credential,
                durability,
                recording,
                version,
                http,
                grant,
                null);
    }

    /// A connection that is not HTTP and that policy alone opens.
    public Connection(
            String name,
            String type,
            String host,
            int port,
            String database,
            Map<String, String> labels,
            Tls tls,
            Credential credential,
            Durability durability,
            RecordingLevel recording,
            long version) {
        this(
                name,
                type,
                host,
                port,
                database,
                labels,
                tls,
                credential,
                durability,
                recording,
                version,
                null,
                GrantRule.NONE);
    }

    /// The same connection with this much recorded.
    public Connection recordedAs(RecordingLevel level) {
        return with(credential, level, observation);
    }

    /// The same connection, observed like this.
    public Connection observedAs(@Nullable Observation how) {
        return with(credential, recording, how);
    }

    /// The same connection for somebody with another credential.
    public Connection loggedInAs(Credential other) {
        return with(other, recording, observation);
    }

    private Connection with(Credential login, RecordingLevel level, @Nullable Observation observed) {
        return new Connection(
                name,
                type,
                host,
                port,
                database,
                labels,
                tls,
                login,
                durability,
                level,
                version,
                http,
                grant,
                observed);
    }

    /// Whether sessions need a grant besides policy's word.
    public enum GrantRule {
        /// policy alone opens it
        NONE,
        /// nobody gets in without a grant that people gave, and sessions end with it
        REQUIRED
    }

    /// TLS towards the target. There is no mode without verification.
    ///
    /// @param caFile a PEM file at the gateway with the authorities to trust; empty for the platform's
    /// @param serverName the name the certificate must carry; empty for [Connection#host]
    public record Tls(String caFile, String serverName) {}

    /// Where the gateway finds the credential it uses at the target.
    ///
    /// @param user a reference or a plain user name; for OAuth the client's id; empty where none is needed
    /// @param password a reference: `env:NAME` or `file:PATH`; plain values are refused; empty where none is needed
    public record Credential(String user, String password) {}

    /// What must have happened to the record of a command's intent before the target sees the command.
    public enum Durability {
        /// it is in the gateway's journal, on disk, synced
        LOCAL,
        /// it is acknowledged by all in-sync replicas of the audit topic
        QUORUM
    }

    /// What of a session is recorded.
    public enum RecordingLevel {
        /// commands and masked results
        FULL,
        /// commands, with counts instead of results
        COMMANDS
    }
}
