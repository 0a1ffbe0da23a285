// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.ReportFields;
import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.AnalyzedStatement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Turns a unit into steps, by what its texts mean and what the session's names stand for. Decides nothing.
final class UnitPlanner {
    private final TargetReadings readings;
    private final UnitNames names;
    private final boolean tableIsFull;
    private final SessionAudit audit;
    private final Supplier<String> commandIds;
    private final Set<String> unread = new LinkedHashSet<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<AnalyzedCommand> meanings = new ArrayList<>();
    /// The ids of what the unit prepares and has not run yet.
    private final Set<String> notRun = new HashSet<>();

    UnitPlanner(TargetReadings readings, StatementTable table, SessionAudit audit, Supplier<String> commandIds) {
        this.readings = readings;
        this.names = new UnitNames(table);
        this.tableIsFull = table.isFull();
        this.audit = audit;
        this.commandIds = commandIds;
    }

    /// The steps, up to and including the first refusal, and what ends the unit. Incomplete if [#unread] is not
    /// empty.
    List<Step> plan(ClientUnit unit) {
        for (ClientUnit.Item item : unit.items()) {
            boolean refused = !steps.isEmpty() && steps.getLast() instanceof Step.Refuse;
            if (!unread.isEmpty()) {
                return steps;
            }
            // After an error the target skips everything up to the Sync; so do we.
            if (!refused || isEnd(item)) {
                steps.add(step(item));
            }
        }
        steps.replaceAll(this::together);
        return steps;
    }

    /// What the unit itself runs is prepared as a part of that command.
    private Step together(Step step) {
        return step instanceof Step.Prepare(var command, var _, var frame, var owed)
                ? new Step.Prepare(command, notRun.contains(command.id()), frame, owed)
                : step;
    }

    /// Texts that have to be read before the unit can be planned.
    Set<String> unread() {
        return unread;
    }

    /// The texts that were read.
    List<String> texts() {
        return texts;
    }

    /// What the unit's commands mean, in order.
    List<AnalyzedCommand> meanings() {
        return meanings;
    }

    static boolean isEnd(ClientUnit.Item item) {
        return item instanceof ClientUnit.Item.Message(var message, var _)
                && (message instanceof FrontendMessage.Sync || message instanceof FrontendMessage.Flush);
    }

    /// The step for an item that [#isEnd].
    static Step end(ClientUnit.Item item) {
        if (item instanceof ClientUnit.Item.Message(var message, var frame)) {
            return new Step.Relay(frame, message instanceof FrontendMessage.Sync ? new Owed.Ready() : null);
        }
        throw new IllegalArgumentException("nothing ends with " + item);
    }

    private Step step(ClientUnit.Item item) {
        return switch (item) {
            case ClientUnit.Item.TooLarge(var _, var limit) ->
                Step.Refuse.of(new Refusal.TooLarge(limit), null, "a command that was not read");
            case ClientUnit.Item.Message(var message, var frame) -> step(message, frame);
        };
    }

    private Step step(FrontendMessage message, ByteBuffer frame) {
        return switch (message) {
            case FrontendMessage.Query(var sql) -> query(sql, frame);
            case FrontendMessage.Parse parse -> parse(parse, frame);
            case FrontendMessage.Bind bind -> bind(bind, frame);
            case FrontendMessage.Describe(var target, var name) -> describe(target, name, frame);
            case FrontendMessage.Execute(var portal, var _) -> execute(portal, frame);
            case FrontendMessage.Close(var target, var name) -> {
                names.close(target, name);
                yield new Step.Relay(frame, new Owed.Closed(target, name));
            }
            case FrontendMessage.Sync _ -> new Step.Relay(frame, new Owed.Ready());
            case FrontendMessage.Flush _ -> new Step.Relay(frame, null);
            case FrontendMessage.FunctionCall _ ->
                Step.Refuse.of(new Refusal.NotSupported("function calls by oid"), null, "a function call by oid");
            case FrontendMessage.CopyData _,
                    FrontendMessage.CopyDone _,
                    FrontendMessage.CopyFail _,
                    FrontendMessage.Terminate _,
                    FrontendMessage.AuthenticationResponse _ ->
                throw new IllegalStateException("not part of a unit: " + message.getClass());
        };
    }

    private Step query(String sql, ByteBuffer frame) {
        Resolved resolved = resolved(sql);
        return switch (resolved) {
            case Resolved.Unread _ -> new Step.Relay(frame, null);
            case Resolved.Refused(var refusal) -> Step.Refuse.of(refusal, null, sql);
            case Resolved.Known(var meaning, var text) -> {
                if (meaning.statements().isEmpty()) {
                    yield new Step.Relay(frame, new Owed.Queried(meaning, null));
                }
                CommandRequest command = request(commandIds.get(), text, List.of(), meaning, null);
                CommandRun run = new CommandRun(audit, command);
                yield new Step.Run(command, run, meaning, frame, new Owed.Queried(meaning, run));
            }
        };
    }

    private Step parse(FrontendMessage.Parse parse, ByteBuffer frame) {
        if (tableIsFull && !parse.statement().isEmpty()) {
            return Step.Refuse.of(
                    new Refusal.NotSupported("so many prepared statements and portals; close some"), null, parse.sql());
        }
        return switch (resolved(parse.sql())) {
            case Resolved.Unread _ -> new Step.Relay(frame, null);
            case Resolved.Refused(var refusal) -> Step.Refuse.of(refusal, null, parse.sql());
            case Resolved.Known(var meaning, var text) -> {
                String id = meaning.statements().isEmpty() ? null : commandIds.get();
                PreparedStatement statement = new PreparedStatement(parse.sql(), parse.parameterTypes(), id);
                names.put(parse.statement(), statement);
                Owed owed = new Owed.Parsed(parse.statement(), statement);
                if (id == null) {
                    yield new Step.Relay(frame, owed);
                }
                notRun.add(id);
                yield new Step.Prepare(request(id, text, List.of(), meaning, null), true, frame, owed);
            }
        };
    }

    private Step bind(FrontendMessage.Bind bind, ByteBuffer frame) {
        PreparedStatement prepared = names.statement(bind.statement());
        if (prepared == null) {
            return missing("26000", "prepared statement", bind.statement());
        }
        return switch (resolved(prepared.sql())) {
            case Resolved.Unread _ -> new Step.Relay(frame, null);
            case Resolved.Refused(var refusal) -> Step.Refuse.of(refusal, null, prepared.sql());
            case Resolved.Known(var meaning, var text) -> bind(bind, frame, prepared, meaning, text);
        };
    }

    private Step bind(
            FrontendMessage.Bind bind,
            ByteBuffer frame,
            PreparedStatement prepared,
            AnalyzedCommand meaning,
            String text) {
        List<AnalyzedStatement> statements = meaning.statements();
        if (statements.size() > 1) {
            return Step.Refuse.of(
                    new Refusal.NotUnderstood("several commands in one prepared statement", 0), null, text);
        }
        if (statements.isEmpty()) {
            Portal empty = new Portal(prepared, null, bind.resultFormats(), null);
            names.put(bind.portal(), empty);
            return new Step.Relay(frame, new Owed.Bound(bind.portal(), empty));
        }
        CommandRequest command = run(prepared, text, Parameters.text(bind, prepared.parameterTypes()), meaning);
        CommandRun run = new CommandRun(audit, command);
        Portal portal = new Portal(prepared, statements.getFirst(), bind.resultFormats(), run);
        names.put(bind.portal(), portal);
        return new Step.Run(command, run, meaning, frame, new Owed.Bound(bind.portal(), portal));
    }

    private Step describe(FrontendMessage.Target target, String name, ByteBuffer frame) {
        return switch (target) {
            case STATEMENT -> {
                PreparedStatement statement = names.statement(name);
                yield statement == null
                        ? missing("26000", "prepared statement", name)
                        : new Step.Relay(frame, new Owed.StatementDescribed(statement));
            }
            case PORTAL -> {
                Portal portal = names.portal(name);
                yield portal == null
                        ? missing("34000", "portal", name)
                        : new Step.Relay(frame, new Owed.PortalDescribed(portal, true));
            }
        };
    }

    private Step execute(String name, ByteBuffer frame) {
        Portal portal = names.portal(name);
        if (portal == null) {
            return missing("34000", "portal", name);
        }
        CommandRun run = portal.run();
        if (run == null && portal.meaning() != null) {
            return Step.Refuse.of(
                    new Refusal.NotSupported("Execute of a cursor that SQL declared; use FETCH"), null, name);
        }
        CommandRequest again = run == null || names.isNewPortal(name) ? null : run.command();
        boolean copies = portal.meaning() != null && portal.meaning().copyOut() != null;
        if (run != null && again != null && copies && !run.obligations().masks().isEmpty()) {
            // Its reading is of when it was bound, and its data does not say which columns it comes from.
            return Step.Refuse.of(
                    new Refusal.NotSupported("COPY of what was bound before, where values have to be masked"),
                    null,
                    again.text());
        }
        return new Step.Execute(portal, name, again, frame);
    }

    private Resolved resolved(String sql) {
        Reading reading = reading(sql);
        if (reading == null) {
            return new Resolved.Unread();
        }
        return switch (reading) {
            case Reading.NotUnderstood(var refusal) -> new Resolved.Refused(refusal);
            case Reading.Understood(var command) -> {
                NameResolution resolution = new NameResolution(names, this::reading);
                Reading resolved = resolution.resolve(command);
                if (resolved == null) {
                    yield new Resolved.Unread();
                }
                yield switch (resolved) {
                    case Reading.NotUnderstood(var refusal) -> new Resolved.Refused(refusal);
                    case Reading.Understood(var meaning) ->
                        new Resolved.Known(meaning, explained(sql, resolution.standingFor()));
                };
            }
        };
    }

    private @Nullable Reading reading(String sql) {
        Reading reading = readings.known(sql);
        texts.add(sql);
        if (reading == null) {
            unread.add(sql);
        }
        return reading;
    }

    /// The command's text, with what its names stand for: an approval is for that, too.
    private static String explained(String sql, List<String> standingFor) {
        return standingFor.isEmpty() ? sql : sql + "\n-- where the names stand for:\n" + String.join("\n", standingFor);
    }

    /// The first run of what was prepared in this unit is the command that it was prepared as; any other
    /// is a command of its own.
    private CommandRequest run(
            PreparedStatement statement, String text, List<@Nullable String> parameters, AnalyzedCommand meaning) {
        String preparation = statement.commandId();
        return preparation != null && notRun.remove(preparation)
                ? request(preparation, text, parameters, meaning, null)
                : request(commandIds.get(), text, parameters, meaning, preparation);
    }

    private CommandRequest request(
            String id,
            String text,
            List<@Nullable String> parameters,
            AnalyzedCommand meaning,
            @Nullable String preparation) {
        meanings.add(meaning);
        return new CommandRequest(id, text, parameters, meaning.facts(), meaning.factsDigest(), preparation);
    }

    /// The answer that the target gives for a name it does not have.
    private static Step missing(String sqlState, String what, String name) {
        ReportFields report = ReportFields.of(
                "ERROR", sqlState, what + " \"" + PostgresRefusals.printable(name) + "\" does not exist");
        return new Step.Refuse(new BackendMessage.ErrorResponse(report), null, null, name);
    }

    private sealed interface Resolved {
        record Known(AnalyzedCommand meaning, String text) implements Resolved {}

        record Refused(Refusal refusal) implements Resolved {}

        record Unread() implements Resolved {}
    }
}
