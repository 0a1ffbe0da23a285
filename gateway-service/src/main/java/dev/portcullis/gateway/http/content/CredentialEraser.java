// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Puts asterisks in place of the gateway's own credential, should a target say it back. The length stays, and however
/// the
/// body is cut the result is the same: only what may be the beginning of the credential is held back.
public final class CredentialEraser implements BodyFilter {
    private static final byte ASTERISK = '*';

    private final List<byte[]> secrets;
    private byte[] held = new byte[0];

    public CredentialEraser(List<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /// A text without the credential.
    public static String erased(String text, List<String> secrets) {
        CredentialEraser eraser = new CredentialEraser(secrets);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(eraser.feed(text.getBytes(StandardCharsets.UTF_8)));
        out.writeBytes(eraser.end());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] feed(byte[] piece) {
        if (secrets.isEmpty()) {
            return piece;
        }
        byte[] bytes = joined(held, piece);
        for (byte[] secret : secrets) {
            erase(bytes, secret);
        }
        int keep =
                secrets.stream().mapToInt(secret -> begun(bytes, secret)).max().orElse(0);
        held = Arrays.copyOfRange(bytes, bytes.length - keep, bytes.length);
        return keep == 0 ? bytes : Arrays.copyOf(bytes, bytes.length - keep);
    }

    @Override
    public byte[] end() {
        byte[] rest = held;
        held = new byte[0];
        return rest;
    }

    private static void erase(byte[] bytes, byte[] secret) {
        for (int at = 0; at <= bytes.length - secret.length; at++) {
            if (bytes[at] == secret[0] && matches(bytes, at, secret, secret.length)) {
                Arrays.fill(bytes, at, at + secret.length, ASTERISK);
            }
        }
    }

    /// How many bytes at the end may be the beginning of the secret.
    private static int begun(byte[] bytes, byte[] secret) {
        for (int length = Math.min(secret.length - 1, bytes.length); length > 0; length--) {
            if (matches(bytes, bytes.length - length, secret, length)) {
                return length;
            }
        }
        return 0;
    }

    private static boolean matches(byte[] bytes, int at, byte[] secret, int length) {
        return Arrays.equals(bytes, at, at + length, secret, 0, length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
