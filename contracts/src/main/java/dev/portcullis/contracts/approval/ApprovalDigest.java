// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The digest that people vote on and the gateway uses an approval up with: [CommandDigest] of what will run, together
/// with the facts people were shown and the policy version that asked them.
///
/// Facts are digested by structure, members by name in alphabetical order, every part preceded by its kind and length.
/// Whoever has them as JSON can compute it as well.
public final class ApprovalDigest {

    private static final String DOMAIN = "portcullis/approval/v2";

    private ApprovalDigest() {}

    /// The digest of everything the request asks for. Its own digest is not part of it.
    public static String of(ApprovalRequest asked) {
        String command = CommandDigest.of(
                asked.requester().subject(),
                asked.requester().issuer(),
                asked.sessionId(),
                asked.connection(),
                asked.text(),
                asked.parameters());
        return of(command, asked.facts(), asked.policyVersion());
    }

    /// The digest of a command in its context, as 64 lower-case hexadecimal digits.
    ///
    /// @param command its [CommandDigest]
    /// @param facts what the parser found out: a record
    /// @param policyVersion the policy version that held it
    public static String of(String command, @Nullable Object facts, long policyVersion) {
        MessageDigest sha256 = sha256();
        text(sha256, DOMAIN);
        text(sha256, command);
        value(sha256, facts);
        value(sha256, policyVersion);
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void value(MessageDigest sha256, @Nullable Object value) {
        switch (value) {
            case null -> sha256.update((byte) 'n');
            case Record members -> members(sha256, members(members));
            case Map<?, ?> members -> members(sha256, members);
            case List<?> items -> {
                sha256.update((byte) 'l');
                sha256.update(length(items.size()));
                items.forEach(item -> value(sha256, item));
            }
            case Enum<?> word -> text(sha256, word.name());
            case String words -> text(sha256, words);
            case Boolean _, Integer _, Long _ -> text(sha256, value.toString());
            default -> throw new IllegalArgumentException("facts hold no " + value.getClass());
        }
    }

    private static void members(MessageDigest sha256, Map<?, ?> members) {
        sha256.update((byte) 'm');
        sha256.update(length(members.size()));
        members.entrySet().stream()
                .sorted(Comparator.comparing(member -> String.valueOf(member.getKey())))
                .forEach(member -> {
                    text(sha256, String.valueOf(member.getKey()));
                    value(sha256, member.getValue());
                });
    }

    private static Map<String, @Nullable Object> members(Record facts) {
        Map<String, @Nullable Object> members = new TreeMap<>();
        Arrays.stream(facts.getClass().getRecordComponents())
                .forEach(component -> members.put(component.getName(), member(facts, component)));
        return members;
    }

    private static @Nullable Object member(Record facts, RecordComponent component) {
        try {
            return component.getAccessor().invoke(facts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("facts are public records", e);
        }
    }

    private static void text(MessageDigest sha256, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update((byte) 't');
        sha256.update(length(bytes.length));
        sha256.update(bytes);
    }

    private static byte[] length(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
