// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.Credentials.Credential;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.postgres.wire.BackendMessage;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From a token to a session: the door is asked, then the target; the client hears of neither before both said
/// yes.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class SessionOpening {
    private static final Logger log = LoggerFactory.getLogger(SessionOpening.class);
    private static final int LONGEST_APPLICATION_NAME = 63;

    private final ListenerParts parts;
    private final Channel client;
    private final StartupParameters startup;
    private final Outcome outcome;

    SessionOpening(ListenerParts parts, Channel client, StartupParameters startup, Outcome outcome) {
        this.parts = parts;
        this.client = client;
        this.startup = startup;
        this.outcome = outcome;
    }

    /// Returns at once; the outcome is told on the client's event loop.
    void start(SessionDoor.Knock knock) {
        if (parts.sessions().count() >= parts.properties().maxSessions()) {
            outcome.refused(PostgresRefusals.fatal(
                    "53300", "Portcullis: the gateway has as many sessions as it may have", "Try again later."));
            return;
        }
        parts.blocking().execute(() -> {
            switch (parts.door().open(knock)) {
                case SessionDoor.Opening.Opened(var session) -> reach(session);
                case SessionDoor.Opening.TurnedAway(var refusal) ->
                    client.eventLoop().execute(() -> outcome.refused(PostgresRefusals.fatal(refusal)));
            }
        });
    }

    private void reach(GatewaySession session) {
        try {
            Target target = target(session, parts.credentials().resolve(session.connection()));
            client.eventLoop().execute(() -> login(session, target));
        } catch (DependencyUnavailable e) {
            fail(session, new Refusal.Unavailable(e.dependency()), e);
        } catch (SSLException | IllegalArgumentException e) {
            fail(session, new Refusal.Unavailable(Refusal.Dependency.TARGET), e);
        }
    }

    private Target target(GatewaySession session, Credential credential) throws SSLException {
        Map<String, String> settings = new LinkedHashMap<>(startup.settings());
        // Names must mean the same to the target as to the parser, and never something the session made up itself.
        settings.put("search_path", "\"" + parts.properties().schema().replace("\"", "\"\"") + "\", pg_temp");
        settings.put("application_name", applicationName(session));
        return Target.of(session.connection(), parts.tls(), credential, settings);
    }

    /// `portcullis/<subject>/<session id>`: the id is whole, the subject is cut to what the target keeps.
    private static String applicationName(GatewaySession session) {
        String subject = session.identity().subject().replaceAll("[^\\x21-\\x7e]", "?");
        int room = LONGEST_APPLICATION_NAME
                - "portcullis//".length()
                - session.id().length();
        String shown = subject.length() > room ? subject.substring(0, Math.max(room, 0)) : subject;
        return "portcullis/" + shown + "/" + session.id();
    }

    private void login(GatewaySession session, Target target) {
        parts.upstreams().login(target, client.eventLoop()).addListener((Future<Upstream> login) -> {
            if (!login.isSuccess()) {
                Refusal refusal = login.cause() instanceof UpstreamUnavailable unavailable
                        ? unavailable.refusal()
                        : new Refusal.Unavailable(Refusal.Dependency.TARGET);
                fail(session, refusal, login.cause());
                return;
            }
            session.audit().connected(login.getNow().login());
            if (client.isActive()) {
                outcome.opened(new PostgresSession(parts, session, startup, client, login.getNow()));
            } else {
                login.getNow().close();
                session.audit().ended("the client went away before the session was ready");
            }
        });
    }

    private void fail(GatewaySession session, Refusal refusal, Throwable cause) {
        log.atWarn()
                .setCause(cause)
                .addKeyValue("session", session.id())
                .addKeyValue("connection", session.connection().name())
                .log("target not reached");
        session.audit().ended("the target could not be reached");
        client.eventLoop().execute(() -> outcome.refused(PostgresRefusals.fatal(refusal)));
    }

    /// Told once, on the client's event loop.
    interface Outcome {
        void opened(PostgresSession session);

        void refused(BackendMessage.ErrorResponse why);
    }
}
