// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where messages go. What is secret about a channel is only referred to; for Slack and Teams that is the address.
public sealed interface Channel {

    /// Unique; under it messages wait.
    String name();

    /// What is told, besides what every channel is told.
    Set<Occasion> occasions();

    /// How much of a held command's text is told; 0 for none. Parameters never are.
    int commandCharacters();

    /// Whether it is told of this.
    default boolean wants(Occasion occasion) {
        return occasion.isLoud() || occasions().contains(occasion);
    }

    /// Signed JSON.
    ///
    /// @param url `https`, or a reference to it
    /// @param secret a reference to what messages are signed with, in the form `whsec_…`
    /// @param plainText whether `http` is good enough
    record Webhook(
            @NotBlank String name,
            @NotBlank String url,
            @NotBlank String secret,
            boolean plainText,
            @Nullable Set<Occasion> occasions,
            @Min(0) @Max(500) int commandCharacters)
            implements Channel {

        public Webhook {
            occasions = everythingUnlessSaid(occasions);
            demandReference(secret);
        }
    }

    /// A Slack incoming webhook.
    ///
    /// @param url a reference to its address
    /// @param buttons whether a button says no; see package `slack`
    /// @param plainText whether `http` is good enough
    record Slack(
            @NotBlank String name,
            @NotBlank String url,
            boolean buttons,
            boolean plainText,
            @Nullable Set<Occasion> occasions,
            @Min(0) @Max(500) int commandCharacters)
            implements Channel {

        public Slack {
            occasions = everythingUnlessSaid(occasions);
            demandReference(url);
        }
    }

    /// A Teams workflow that takes an adaptive card.
    ///
    /// @param url a reference to its address
    /// @param plainText whether `http` is good enough
    record Teams(
            @NotBlank String name,
            @NotBlank String url,
            boolean plainText,
            @Nullable Set<Occasion> occasions,
            @Min(0) @Max(500) int commandCharacters)
            implements Channel {

        public Teams {
            occasions = everythingUnlessSaid(occasions);
            demandReference(url);
        }
    }

    /// E-mail.
    ///
    /// @param tls how the connection is secured
    /// @param username who logs in; empty for nobody
    /// @param password a reference
    record Mail(
            @NotBlank String name,
            @NotBlank String host,
            @DefaultValue("587") @Min(1) @Max(65_535) int port,
            @DefaultValue("STARTTLS") Tls tls,
            @DefaultValue("") String username,
            @DefaultValue("") String password,
            @NotBlank String from,
            @NotEmpty List<String> to,
            @Nullable Set<Occasion> occasions,
            @Min(0) @Max(500) int commandCharacters)
            implements Channel {

        public Mail {
            occasions = everythingUnlessSaid(occasions);
            to = to == null ? List.of() : List.copyOf(to);
            if (!username.isEmpty()) {
                demandReference(password);
                if (tls == Tls.NONE) {
                    throw new IllegalArgumentException("a password is never sent in plain text");
                }
            } else if (!password.isEmpty()) {
                throw new IllegalArgumentException("a password without a user name");
            }
        }
    }

    /// How a mail server is spoken to.
    enum Tls {
        /// from the first byte
        IMPLICIT,
        /// after a greeting, and not at all without it
        STARTTLS,
        /// in plain text
        NONE
    }

    private static Set<Occasion> everythingUnlessSaid(@Nullable Set<Occasion> occasions) {
        return occasions == null || occasions.isEmpty() ? EnumSet.allOf(Occasion.class) : Set.copyOf(occasions);
    }

    private static void demandReference(String text) {
        new SecretReference(text == null ? "" : text);
    }
}
