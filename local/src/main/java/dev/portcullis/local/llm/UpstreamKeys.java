// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The credentials that the pretended provider demands, none of which a caller of the gateway ever has.
///
/// @param api the key of the APIs, as a bearer token or in `x-api-key`
/// @param github the pretended GitHub credential, for which there are short-lived Copilot tokens
/// @param copilot what those tokens end with
record UpstreamKeys(String api, String github, String copilot) {
    UpstreamKeys(String api, String github) {
        this(api, github, random());
    }

    private static String random() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    boolean opensApi(Headers headers) {
        return isEqual("Bearer " + api, headers.getFirst("Authorization"))
                || isEqual(api, headers.getFirst("x-api-key"));
    }

    boolean opensGitHub(Headers headers) {
        return isEqual("token " + github, headers.getFirst("Authorization"));
    }

    boolean opensCopilot(Headers headers) {
        return isEqual("Bearer " + copilotToken(), headers.getFirst("Authorization"))
                && headers.containsKey("Editor-Version")
                && headers.containsKey("Copilot-Integration-Id");
    }

    String copilotToken() {
        return "tid=sample;sku=business;chat=1:" + copilot;
    }

    private static boolean isEqual(String expected, @Nullable String given) {
        byte[] bytes = Objects.requireNonNullElse(given, "").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), bytes);
    }

    @Override
    public String toString() {
        return "UpstreamKeys[<secret>]";
    }
}
