// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Equal for equal facts: the key under which decisions are remembered.
final class FactsDigest {
    private FactsDigest() {}

    static String of(byte[] facts) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(facts));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
