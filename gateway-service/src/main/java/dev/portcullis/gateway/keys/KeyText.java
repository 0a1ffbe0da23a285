// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// What a key looks like: `pck_`, 256 random bits, and a checksum, by which scanners for secrets know it
/// from what only looks like one. It says nothing about whose it is.
final class KeyText {
    static final String PREFIX = "pck_";

    private static final int BYTES = 32;
    private static final int RANDOM_LENGTH = 43;
    private static final Pattern FORM = Pattern.compile("pck_[A-Za-z0-9_-]{49}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private KeyText() {}

    /// A new one.
    static String make() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        String random = BASE64.encodeToString(bytes);
        return PREFIX + random + checksum(random);
    }

    /// Whether it is one that [#make] could have made. What is not needs no looking up.
    static boolean isWellFormed(String key) {
        if (!FORM.matcher(key).matches()) {
            return false;
        }
        String random = key.substring(PREFIX.length(), PREFIX.length() + RANDOM_LENGTH);
        return key.endsWith(checksum(random));
    }

    /// The SHA-256 of a key. As many bits as it has need no slow hash, and no salt.
    static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static String checksum(String random) {
        CRC32 sum = new CRC32();
        sum.update(random.getBytes(StandardCharsets.US_ASCII));
        return BASE64.encodeToString(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array());
    }
}
