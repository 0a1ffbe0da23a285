// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.gateway.access.PreviewTickets;
import dev.portcullis.gateway.postgres.PostgresLifecycle;
import dev.portcullis.gateway.postgres.PostgresListenerProperties;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/// The gateway as a client of its own listener: a preview comes to the target by the one way there is.
final class OwnListener {
    private static final String OPENING_SECONDS = "15";
    private static final String LARGEST_ANSWER = "8M";

    private final PostgresLifecycle listener;
    private final String certificate;
    private final Duration patience;

    /// @param patience how long one answer may take
    OwnListener(PostgresLifecycle listener, PostgresListenerProperties properties, Duration patience) {
        this.listener = listener;
        this.certificate = properties.certificateFile().toString();
        this.patience = patience;
    }

    /// A session of the caller to whom the ticket was issued. May block.
    Connection connect(String connectionName, PreviewTickets.Ticket ticket) throws SQLException {
        InetSocketAddress address =
                listener.address().orElseThrow(() -> new SQLException("the listener does not run", "57P03"));
        return DriverManager.getConnection(url(address, connectionName), settings(ticket));
    }

    private static String url(InetSocketAddress address, String connectionName) {
        String host = address.getAddress().getHostAddress();
        String shown = address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + shown + ":" + address.getPort() + "/"
                + URLEncoder.encode(connectionName, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Properties settings(PreviewTickets.Ticket ticket) {
        Properties settings = new Properties();
        settings.setProperty("user", "preview");
        settings.setProperty("password", ticket.password());
        // Nobody but the holder of the very key that the listener shows is told the ticket.
        settings.setProperty("sslmode", "verify-ca");
        settings.setProperty("sslrootcert", certificate);
        settings.setProperty("gssEncMode", "disable");
        settings.setProperty("loginTimeout", OPENING_SECONDS);
        settings.setProperty("socketTimeout", Long.toString(patience.toSeconds()));
        settings.setProperty("logServerErrorDetail", "false");
        settings.setProperty("maxResultBuffer", LARGEST_ANSWER);
        // Each command is one that policy judges as it is written, and nothing is asked that is not written here.
        settings.setProperty("preferQueryMode", "simple");
        settings.setProperty("assumeMinServerVersion", "12");
        return settings;
    }
}
