// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.identity.ServiceSubjects;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.ForeignSession;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.TargetObservation;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What the gateway does at a target for itself, and what it sees there.
final class TargetEvents {

    private TargetEvents() {}

    /// The gateway has logged in.
    static Draft connected(String connection, TargetLogin login, AuditLog.Purpose purpose) {
        String operation = "target.login." + purpose.name().toLowerCase(Locale.ROOT);
        return new Draft(
                AuditKind.TARGET_CONNECTED,
                Shape.apiOther("Target connected", Shape.Control.LOGGED),
                body(operation, login.address()),
                out -> {
                    out.name("connection").text(Details.bounded(connection));
                    out.name("purpose").text(purpose.name());
                    login(out, login);
                });
    }

    /// What tells a login from all others at its target.
    static void login(JsonBuffer out, TargetLogin login) {
        out.name("targetAddress").text(Details.bounded(login.address()));
        out.name("targetProcess").number(login.process());
        out.name("targetOpenedAt").number(login.opened().toEpochMilli());
        out.name("targetReadyAt").number(login.ready().toEpochMilli());
    }

    /// The gateway has looked, or could not.
    static Draft observed(String connection, TargetObservation observation) {
        Shape shape = Shape.apiOther("Target observed", Shape.Control.LOGGED);
        return switch (observation) {
            case TargetObservation.Made made ->
                new Draft(
                        AuditKind.TARGET_OBSERVED,
                        shape,
                        body("target.observe", made.address()),
                        out -> made(out, connection, made));
            case TargetObservation.Failed(var address, var why) ->
                new Draft(AuditKind.TARGET_OBSERVED, shape.failed(), body("target.observe", address), out -> {
                    out.name("connection").text(Details.bounded(connection));
                    out.name("targetAddress").text(Details.bounded(address));
                    out.name("failure").text(Details.bounded(why));
                });
        };
    }

    private static void made(JsonBuffer out, String connection, TargetObservation.Made made) {
        out.name("connection").text(Details.bounded(connection));
        out.name("targetAddress").text(Details.bounded(made.address()));
        out.name("own").number(made.own()).name("foreign").number(made.foreign());
        out.name("sessions").openArray();
        made.fresh().forEach(session -> session(out, session));
        out.closeArray();
    }

    private static void session(JsonBuffer out, ForeignSession session) {
        out.open().name("process").number(session.process());
        out.name("begunMicros").number(session.begunMicros());
        out.name("begunAt").number(session.begun().toEpochMilli());
        out.name("user").text(Details.bounded(session.user()));
        out.name("application").text(Details.bounded(session.application()));
        out.name("client").text(Details.bounded(session.client()));
        out.name("kind").text(Details.bounded(session.kind()));
        out.name("expected").bool(session.expected()).close();
    }

    private static Consumer<JsonBuffer> body(String operation, String address) {
        return out -> {
            out.name("actor").open().name("user");
            Parties.user(out, ServiceSubjects.GATEWAY, List.of());
            out.close();
            out.name("src_endpoint").open().name("svc_name").text("gateway").close();
            out.name("api").open().name("operation").text(operation).close();
            out.name("resources").openArray().open();
            out.name("name").text(Details.bounded(address.isEmpty() ? "unknown" : address));
            out.name("type").text("target").close().closeArray();
        };
    }
}
