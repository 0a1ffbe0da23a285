// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.identity.Identity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/// Digests everything of an identity and a connection that a rule can read. It is a digest over
/// length-prefixed parts, not a concatenation: two identities must never share cached answers because one's
/// group contains the other's separator.
final class DecisionKeys {

    private DecisionKeys() {}

    static String of(Connection connection, Identity identity) {
        MessageDigest sha256 = sha256();
        part(sha256, connection.name());
        part(sha256, identity.subject());
        part(sha256, identity.issuer());
        part(sha256, identity.clientId());
        parts(sha256, identity.groups());
        parts(sha256, identity.roles());
        parts(sha256, identity.actors());
        new TreeMap<>(identity.claims()).forEach((name, value) -> parts(sha256, List.of(name, value)));
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void parts(MessageDigest sha256, List<String> values) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(values.size()).flip());
        values.forEach(value -> part(sha256, value));
    }

    private static void part(MessageDigest sha256, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        sha256.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
