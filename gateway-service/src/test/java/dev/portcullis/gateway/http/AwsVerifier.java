// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What AWS does with a signed request, written down from its description of Signature Version 4: makes the signature
/// anew from what has arrived. Paths are encoded once more, as every service but S3 wants it.
final class AwsVerifier {
    private AwsVerifier() {}

    static String signature(TestTarget.Seen seen) {
        return part(seen, "Signature=");
    }

    static List<String> signedHeaders(TestTarget.Seen seen) {
        return List.of(part(seen, "SignedHeaders=").split(";", -1));
    }

    static boolean accepts(TestTarget.Seen seen, String keyId, String secret, String scope)
            throws GeneralSecurityException {
        String time = seen.headers().getFirst("X-Amz-Date");
        String date = time.substring(0, 8);
        String whole = date + "/" + scope + "/aws4_request";
        if (!part(seen, "Credential=").equals(keyId + "/" + whole)) {
            return false;
        }
        String names = part(seen, "SignedHeaders=");
        if (!List.of(names.split(";", -1)).containsAll(List.of("host", "x-amz-date"))) {
            return false;
        }
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String step : whole.split("/", -1)) {
            key = hmac(key, step);
        }
        String text = "AWS4-HMAC-SHA256\n" + time + "\n" + whole + "\n" + sha256(canonical(seen, names));
        return HexFormat.of().formatHex(hmac(key, text)).equals(signature(seen));
    }

    private static String canonical(TestTarget.Seen seen, String names) throws GeneralSecurityException {
        int question = seen.uri().indexOf('?');
        String path = question < 0 ? seen.uri() : seen.uri().substring(0, question);
        List<String> query = new ArrayList<>();
        if (question >= 0) {
            // These tests send values that are encoded as AWS encodes them.
            query.addAll(List.of(seen.uri().substring(question + 1).split("&", -1)));
            query.sort(null);
        }
        StringBuilder text = new StringBuilder(seen.method())
                .append('\n')
                .append(path.replace("%", "%25").replace(":", "%3A"))
                .append('\n')
                .append(String.join("&", query))
                .append('\n');
        for (String name : names.split(";", -1)) {
            text.append(name).append(':').append(seen.headers().getFirst(name)).append('\n');
        }
        return text.append('\n')
                .append(names)
                .append('\n')
                .append(sha256(seen.body()))
                .toString();
    }

    private static String part(TestTarget.Seen seen, String name) {
        String header = seen.headers().getFirst("Authorization");
        int start = header.indexOf(name) + name.length();
        int end = header.indexOf(',', start);
        return end < 0 ? header.substring(start) : header.substring(start, end);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
