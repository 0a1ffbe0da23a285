// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.AnalyzedStatement;
import dev.portcullis.sql.NameUse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts in what the session's own names stand for: `EXECUTE x` is judged as what `x` runs, `FETCH c` as what
/// `c` reads.
final class NameResolution {
    private final UnitNames names;
    private final Function<String, @Nullable Reading> read;
    private final List<String> standingFor = new ArrayList<>();

    NameResolution(UnitNames names, Function<String, @Nullable Reading> read) {
        this.names = names;
        this.read = read;
    }

    /// The command with all names resolved; null if a text has to be read first, which `read` has taken note
    /// of.
    @Nullable
    Reading resolve(AnalyzedCommand command) {
        if (namesNothing(command)) {
            return new Reading.Understood(command);
        }
        List<AnalyzedStatement> resolved = new ArrayList<>();
        for (AnalyzedStatement statement : command.statements()) {
            AnalyzedStatement one = statement;
            for (NameUse use : statement.names()) {
                switch (use.action()) {
                    case EXECUTES -> {
                        PreparedStatement prepared = names.statement(use.name());
                        if (prepared == null) {
                            return unknown("prepared statement", use.name());
                        }
                        Reading inner = read.apply(prepared.sql());
                        if (!(inner instanceof Reading.Understood(var meaning))
                                || meaning.statements().size() != 1) {
                            return inner == null ? null : unknown("prepared statement", use.name());
                        }
                        standingFor.add(prepared.sql());
                        one = one.standingFor(meaning.statements().getFirst());
                    }
                    case USES_CURSOR -> {
                        Portal cursor = names.portal(use.name());
                        AnalyzedStatement meaning = cursor == null ? null : cursor.meaning();
                        if (meaning == null) {
                            return unknown("cursor", use.name());
                        }
                        standingFor.add(meaning.text());
                        one = one.standingFor(meaning);
                    }
                    case PREPARES -> names.put(use.name(), new PreparedStatement(statement.text(), List.of(), null));
                    case DECLARES_CURSOR -> names.put(use.name(), new Portal(null, statement, Formats.TEXT, null));
                    case DEALLOCATES -> names.close(FrontendMessage.Target.STATEMENT, use.name());
                    case CLOSES_CURSOR -> names.close(FrontendMessage.Target.PORTAL, use.name());
                }
            }
            resolved.add(one);
        }
        return new Reading.Understood(command(command, resolved));
    }

    /// Asked for every command, so without streams.
    private static boolean namesNothing(AnalyzedCommand command) {
        for (AnalyzedStatement statement : command.statements()) {
            if (!statement.names().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /// The texts that names stand for: whoever approves `EXECUTE x` has to see them.
    List<String> standingFor() {
        return standingFor;
    }

    private static Reading unknown(String what, String name) {
        return new Reading.NotUnderstood(
                new Refusal.NotUnderstood(what + " \"" + PostgresRefusals.printable(name) + "\" is not known here", 0));
    }

    private AnalyzedCommand command(AnalyzedCommand outer, List<AnalyzedStatement> resolved) {
        List<SqlStatement> facts =
                resolved.stream().map(AnalyzedStatement::facts).toList();
        SqlFacts merged = new SqlFacts(
                facts,
                facts.stream().allMatch(SqlStatement::readOnly),
                facts.stream().anyMatch(SqlStatement::writes),
                facts.stream().allMatch(SqlStatement::hasLimit),
                facts.stream()
                        .map(SqlStatement::classifications)
                        .flatMap(List::stream)
                        .distinct()
                        .sorted()
                        .toList(),
                digest(Stream.concat(Stream.of(outer.facts().fingerprint()), standingFor.stream())));
        String digest = digest(Stream.concat(Stream.of(outer.factsDigest()), standingFor.stream()));
        return new AnalyzedCommand(merged, digest, resolved);
    }

    private static String digest(Stream<String> parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            parts.forEach(part -> {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha256.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                sha256.update(bytes);
            });
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
