// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Sends e-mail: plain text, in which nothing is markup. Without TLS nothing is sent unless the operator said so.
@Component
final class Mailing {

    private final String timeout;
    private final Clock clock;

    Mailing(NotificationProperties properties, Clock clock) {
        this.timeout = Long.toString(properties.timeout().toMillis());
        this.clock = clock;
    }

    /// A mail whose id is ours and stays the same at every attempt.
    private static final class Mail extends MimeMessage {
        private final UUID id;

        Mail(Session session, UUID id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + "@portcullis>");
        }
    }

    Attempt send(Channel.Mail channel, UUID id, Notice notice) throws SecretReference.Unresolved {
        Session session = Session.getInstance(settings(channel));
        String password = channel.username().isEmpty() ? null : new SecretReference(channel.password()).value();
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage mail = mail(session, channel, id, notice);
            transport.connect(channel.host(), channel.port(), password == null ? null : channel.username(), password);
            transport.sendMessage(mail, mail.getAllRecipients());
            return new Attempt.Delivered();
        } catch (MessagingException e) {
            return new Attempt.Failed(e);
        }
    }

    private MimeMessage mail(Session session, Channel.Mail channel, UUID id, Notice notice) throws MessagingException {
        MimeMessage mail = new Mail(session, id);
        mail.setFrom(new InternetAddress(channel.from(), true));
        for (String to : channel.to()) {
            mail.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
        }
        mail.setSubject("Portcullis: " + notice.title() + " (" + notice.connection() + ")", "UTF-8");
        mail.setSentDate(Date.from(clock.instant()));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setText(text(notice), "UTF-8");
        mail.saveChanges();
        return mail;
    }

    private static String text(Notice notice) {
        return notice.lines().stream()
                .map(line -> line.label() + ": " + line.value())
                .collect(Collectors.joining(
                        "\n", notice.title() + "\n\n", "\n\nSee all of it: " + notice.link() + "\n"));
    }

    private Properties settings(Channel.Mail channel) {
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.connectiontimeout", timeout);
        settings.setProperty("mail.smtp.timeout", timeout);
        settings.setProperty("mail.smtp.writetimeout", timeout);
        settings.setProperty(
                "mail.smtp.auth", Boolean.toString(!channel.username().isEmpty()));
        settings.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        switch (channel.tls()) {
            case IMPLICIT -> settings.setProperty("mail.smtp.ssl.enable", "true");
            case STARTTLS -> {
                settings.setProperty("mail.smtp.starttls.enable", "true");
                settings.setProperty("mail.smtp.starttls.required", "true");
            }
            case NONE -> settings.setProperty("mail.smtp.starttls.enable", "false");
        }
        return settings;
    }
}
