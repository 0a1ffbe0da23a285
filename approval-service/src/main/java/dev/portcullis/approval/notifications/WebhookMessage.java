// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/// A message as [Standard Webhooks](https://www.standardwebhooks.com/) has it.
///
/// @param body JSON
/// @param headers id, time and signature
record WebhookMessage(String body, Map<String, String> headers) {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String SECRET_PREFIX = "whsec_";
    private static final int SHORTEST_KEY = 24;

    static WebhookMessage of(UUID id, Notice notice, String secret, Instant now, JsonMapper json)
            throws SecretReference.Unresolved {
        String body = json.writeValueAsString(Map.of(
                "type",
                "portcullis." + notice.occasion().name().toLowerCase(Locale.ROOT),
                "timestamp",
                notice.at().toString(),
                "data",
                notice));
        String name = "msg_" + id;
        return new WebhookMessage(
                body,
                Map.of(
                        "webhook-id", name,
                        "webhook-timestamp", Long.toString(now.getEpochSecond()),
                        "webhook-signature", signature(key(secret), name, now.getEpochSecond(), body)));
    }

    /// `v1` is HMAC-SHA256 over id, time and body, so that none of them can be replaced.
    static String signature(byte[] key, String id, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] signature = mac.doFinal((id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + ALGORITHM, e);
        }
    }

    /// The key in a secret of the form `whsec_` and Base64.
    static byte[] key(String secret) throws SecretReference.Unresolved {
        try {
            if (secret.startsWith(SECRET_PREFIX)) {
                byte[] key = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
                if (key.length >= SHORTEST_KEY) {
                    return key;
                }
            }
        } catch (IllegalArgumentException e) {
            throw unfit();
        }
        throw unfit();
    }

    private static SecretReference.Unresolved unfit() {
        return new SecretReference.Unresolved("the secret is not whsec_ and Base64 of at least 24 bytes");
    }
}
