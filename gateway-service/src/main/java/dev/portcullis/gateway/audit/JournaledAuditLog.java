// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.Connection.Durability;
import dev.portcullis.contracts.control.ControlMessage;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.TargetObservation;
import dev.portcullis.masking.PeoplesWords;
import dev.portcullis.merkle.HeartbeatStatement.Kept;
import dev.portcullis.merkle.SignerKey;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All chains of this gateway: one per session, and one per start of the gateway for what belongs to no session.
public final class JournaledAuditLog implements AuditLog {
    private static final Logger log = LoggerFactory.getLogger(JournaledAuditLog.class);

    private final Ledger ledger;
    private final ChunkWriter chunks;
    private final AuditProperties properties;
    private final RecordingProperties recordings;
    private final String version;
    private final Heartbeats heartbeats;
    private final Strangers strangers = new Strangers();
    private volatile Chain own;

    JournaledAuditLog(
            Ledger ledger,
            ChunkWriter chunks,
            AuditProperties properties,
            RecordingProperties recordings,
            String version,
            SignerKey key) {
        this.ledger = ledger;
        this.chunks = chunks;
        this.properties = properties;
        this.recordings = recordings;
        this.version = version;
        this.heartbeats = new Heartbeats(key, ledger.gateway(), this::app);
        this.own = ownChain();
    }

    @Override
    public SessionAudit open(SessionReference session, Identity identity, Connection connection) {
        Durability durability = properties.atLeast(connection.durability());
        Chain chain = Chain.ofSession(session.id(), ledger, durability == Durability.QUORUM);
        ShownTexts texts = new ShownTexts();
        ChunkedRecording recording = new ChunkedRecording(
                session.id(), session.startedAt().toEpochMilli(), connection.recording(), chunks, recordings, texts);
        return new JournaledSession(session, identity, connection, chain, recording, texts);
    }

    @Override
    public void turnedAway(
            String protocol, String clientAddress, String subject, String connectionName, Refusal refusal) {
        ledger.counts().refused(refusal);
        if (!(refusal instanceof Refusal.NotAuthenticated) || strangers.isRecorded(protocol, clientAddress)) {
            record(protocol, clientAddress, subject, connectionName, refusal);
        }
    }

    /// Records how many strangers were turned away and not recorded. Called every minute.
    void tellOfStrangers() {
        strangers
                .drain()
                .forEach(some -> record(
                        some.protocol(),
                        some.address(),
                        "",
                        "",
                        new Refusal.NotAuthenticated(
                                some.count() + " more were turned away, and are not recorded one by one")));
    }

    private void record(String protocol, String clientAddress, String subject, String connectionName, Refusal refusal) {
        boolean unknown = refusal instanceof Refusal.NotAuthenticated;
        AuditKind kind = unknown ? AuditKind.AUTHENTICATION_REFUSED : AuditKind.SESSION_REFUSED;
        Shape shape = Shape.authenticationRefused(unknown ? Shape.Control.UNAUTHORIZED : Shape.Control.BLOCKED);
        report(new Draft(
                kind,
                shape,
                out -> {
                    out.name("user");
                    Parties.user(out, subject, List.of());
                    Parties.source(out, clientAddress);
                    out.name("service")
                            .open()
                            .name("name")
                            .text("portcullis/" + protocol)
                            .close();
                    out.name("is_remote").bool(true);
                },
                out -> {
                    out.name("connection").text(Details.bounded(connectionName));
                    out.name("protocol").text(protocol);
                    Details.refusal(out, refusal);
                }));
    }

    @Override
    public void connected(String connectionName, TargetLogin login, Purpose purpose) {
        report(TargetEvents.connected(connectionName, login, purpose));
    }

    @Override
    public void observed(String connectionName, TargetObservation observation) {
        report(TargetEvents.observed(connectionName, observation));
    }

    /// The gateway is ready to take callers.
    void started() {
        lifecycle(AuditKind.GATEWAY_STARTED, Shape.START);
    }

    /// The gateway takes no more callers. The last event of its chain.
    void stopped() {
        lifecycle(AuditKind.GATEWAY_STOPPED, Shape.STOP);
    }

    /// An order from outside was obeyed here.
    ///
    /// @param sessions how many sessions it ended
    public void obeyed(ControlMessage order, int sessions) {
        Consumer<JsonBuffer> body = out -> {
            out.name("actor").open().name("user");
            Parties.user(out, order.by(), List.of());
            out.close();
            out.name("src_endpoint").open().name("svc_name").text("control").close();
            out.name("api").open().name("operation").text(order.order().name()).close();
            out.name("resources").openArray().open();
            out.name("uid").text(Details.bounded(order.target())).close().closeArray();
        };
        report(new Draft(AuditKind.SESSION_KILLED, Shape.order(order.order().name()), body, out -> {
            out.name("order").text(Details.bounded(order.id()));
            out.name("target").text(Details.bounded(order.target()));
            out.name("by").text(Details.bounded(order.by()));
            out.name("reason").text(Details.bounded(PeoplesWords.kept(order.reason())));
            out.name("sessions").number(sessions);
        }));
    }

    private void lifecycle(AuditKind kind, int activity) {
        report(new Draft(kind, Shape.lifecycle(activity), this::app, _ -> {}));
    }

    private void app(JsonBuffer out) {
        out.name("app").open().name("name").text("portcullis-gateway");
        out.name("version").text(version).close();
    }

    /// Says which sessions there are and how far each has come. If the journal takes nothing, the next
    /// one says so.
    ///
    /// @param last whether the gateway stops after it
    void beat(boolean last) {
        List<Kept> chains = ledger.kept().list();
        sound().intend(heartbeats.beat(chains, last), new Durable() {
            @Override
            public void reached() {
                ledger.kept().told(chains);
            }

            @Override
            public void failed(Throwable cause) {
                log.atWarn().setCause(cause).log("no heartbeat this time");
            }
        });
    }

    /// Whether the journal has written all that there is of sessions that are over.
    boolean isSettled() {
        return ledger.kept().isSettled();
    }

    private void report(Draft draft) {
        sound().report(draft);
    }

    private Chain sound() {
        Chain chain = own;
        return chain.isBroken() ? goOn(chain) : chain;
    }

    /// The gateway outlives a failure of its journal; its chain does not.
    private synchronized Chain goOn(Chain broken) {
        if (own == broken) {
            own = ownChain();
        }
        return own;
    }

    private Chain ownChain() {
        return Chain.ofGateway("gw-" + ledger.gateway() + "-" + ledger.clock().millis(), ledger);
    }
}
