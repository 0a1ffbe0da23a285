// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A syslog message (RFC 5424) around one event, framed by its length in octets (RFC 5425 section 4.3).
final class SyslogMessage {

    /// "log audit" of RFC 5424.
    private static final int FACILITY = 13;
    private static final int MOST_OF_AN_ID = 32;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private SyslogMessage() {}

    /// The octets on the wire.
    ///
    /// @param hostname printable ASCII without blanks
    /// @param most the message's most bytes, without the count before it
    static byte[] frame(CefEvent event, String hostname, int most) {
        String header = "<" + (FACILITY * 8 + severity(event.severity())) + ">1 "
                + TIME.format(Instant.ofEpochMilli(event.time())) + " " + hostname + " portcullis - "
                + id(event.kind()) + " - ";
        // Without a byte order mark: RFC 5424 asks for one only where a message says that it is UTF-8, and programs
        // that
        // look for "CEF:" do not look behind it.
        byte[] message = (header + event.format(most - header.length())).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 8);
        out.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(message);
        return out.toByteArray();
    }

    private static int severity(int cef) {
        if (cef >= 9) {
            return 2;
        }
        if (cef >= 7) {
            return 3;
        }
        return cef >= 4 ? 4 : 6;
    }

    private static String id(String kind) {
        String printable = kind.replaceAll("[^!-~]", "_");
        return printable.isEmpty() ? "-" : printable.substring(0, Math.min(MOST_OF_AN_ID, printable.length()));
    }
}
