// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes mail by SMTP (RFC 5321) without any extension, as much of it as sending needs.
final class MailServer implements AutoCloseable {

    /// One mail as it came.
    record Mail(List<String> recipients, String source) {

        /// What its reader sees.
        String text() {
            try {
                byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
                return (String) new MimeMessage(null, new ByteArrayInputStream(bytes)).getContent();
            } catch (MessagingException | IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final ServerSocket socket;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();

    MailServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    List<Mail> about(String id) {
        return mails.stream().filter(mail -> mail.text().contains(id)).toList();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> recipients = new CopyOnWriteArrayList<>();
            say(client, "220 localhost");
            String line = in.readLine();
            while (line != null) {
                String verb = line.split("[ :]", 2)[0];
                switch (verb) {
                    case "RCPT" -> {
                        recipients.add(line);
                        say(client, "250 OK");
                    }
                    case "DATA" -> {
                        say(client, "354 go on");
                        mails.add(new Mail(List.copyOf(recipients), content(in)));
                        say(client, "250 OK");
                    }
                    case "QUIT" -> {
                        say(client, "221 bye");
                        return;
                    }
                    case "EHLO", "HELO", "MAIL", "RSET", "NOOP" -> say(client, "250 OK");
                    default -> say(client, "502 unknown");
                }
                line = in.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(BufferedReader in) throws IOException {
        StringBuilder content = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            content.append(line).append('\n');
        }
        return content.toString();
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
