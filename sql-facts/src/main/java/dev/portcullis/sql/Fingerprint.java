// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A digest over things that must not run into each other: every piece is fed with its length.
final class Fingerprint {

    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The fingerprint of a parse tree: equal for commands that differ in literals, spelling and comments only.
    static String of(ParseTree tree) {
        Fingerprint fingerprint = new Fingerprint();
        for (ParseTree.Statement statement : tree.statements()) {
            fingerprint.tree(statement.node());
        }
        return fingerprint.hex();
    }

    Fingerprint add(String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        digest.update(bytes);
        return this;
    }

    Fingerprint add(boolean piece) {
        digest.update((byte) (piece ? 1 : 0));
        return this;
    }

    Fingerprint number(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (value >> shift));
        }
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void tree(JsonNode node) {
        if (node.isObject()) {
            add("{");
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                if (!isPosition(entry.getKey())) {
                    add(entry.getKey());
                    if (isLiteral(entry.getKey())) {
                        add("literal");
                    } else {
                        tree(entry.getValue());
                    }
                }
            }
            add("}");
        } else if (node.isArray()) {
            number(node.size());
            node.forEach(this::tree);
        } else {
            add(node.asString(""));
        }
    }

    /// `Integer` and `Float` stand for the bounds of array types.
    private static boolean isLiteral(String type) {
        return type.equals("A_Const") || type.equals("Integer") || type.equals("Float");
    }

    /// Where something stands, or a number that the parser took out of a literal.
    private static boolean isPosition(String field) {
        return field.endsWith("location")
                || field.endsWith("list_start")
                || field.endsWith("list_end")
                || field.equals("typmod");
    }
}
