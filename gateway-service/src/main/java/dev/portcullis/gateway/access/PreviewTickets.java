// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.gateway.access.SessionDoor.Knock;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How the gateway's edge opens a session at the gateway's own listener in the name of a caller: with a ticket in the
/// place of the caller's token. A ticket is random, never leaves this process but to come back, and is good once; the
/// session it opens is a preview, and comes from where the caller is.
public final class PreviewTickets {
    private static final String PREFIX = "preview-ticket:";
    private static final int RANDOM_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Ticket> open = new ConcurrentHashMap<>();

    /// A ticket for a caller; good until it is used or closed.
    ///
    /// @param token the caller's token, which is judged when the ticket is used
    /// @param clientAddress the caller's address, without the port
    public Ticket issue(String token, String clientAddress) {
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        Ticket ticket = new Ticket(PREFIX + HexFormat.of().formatHex(secret), token, clientAddress);
        open.put(ticket.password, ticket);
        return ticket;
    }

    /// Who knocks with this password: the caller a ticket stands for, or somebody with a token of their own.
    public Knock knock(String protocol, String clientAddress, String connectionName, String password) {
        Ticket ticket = password.startsWith(PREFIX) ? open.remove(password) : null;
        return ticket == null
                ? new Knock(protocol, clientAddress, connectionName, password)
                : new Knock(protocol, ticket.clientAddress, connectionName, ticket.token, SessionPurpose.PREVIEW);
    }

    /// What opens one session. Never printed.
    public final class Ticket implements AutoCloseable {
        private final String password;
        private final String token;
        private final String clientAddress;

        private Ticket(String password, String token, String clientAddress) {
            this.password = password;
            this.token = token;
            this.clientAddress = clientAddress;
        }

        /// What to give as the password.
        public String password() {
            return password;
        }

        @Override
        public void close() {
            open.remove(password);
        }
    }
}
