// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Holding;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.ReportFields;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells a client why it waits, again and again, until the hold is over or called off.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class HoldOnClient implements Holding {
    private final GatewaySession session;
    private final CommandRequest command;
    private final ClientOutput out;
    private final EventLoop loop;
    private final Duration reminder;
    private final CompletableFuture<Refusal> calledOff = new CompletableFuture<>();
    private @Nullable ScheduledFuture<?> reminders;
    private boolean over;

    HoldOnClient(GatewaySession session, CommandRequest command, ClientOutput out, EventLoop loop, Duration reminder) {
        this.session = session;
        this.command = command;
        this.out = out;
        this.loop = loop;
        this.reminder = reminder;
    }

    @Override
    public void held(Approval approval) {
        session.audit().recording().line(RecordingLine.Kind.HELD, command.id(), List.of(approval.id()));
        loop.execute(() -> {
            if (!over) {
                tell(approval, "this command is held");
                reminders = loop.scheduleAtFixedRate(
                        () -> tell(approval, "still waiting"),
                        reminder.toMillis(),
                        reminder.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        });
    }

    private void tell(Approval approval, String what) {
        ReportFields notice = ReportFields.of(
                        "NOTICE",
                        "00000",
                        "Portcullis: " + what + ": approval " + approval.id() + " needs "
                                + PostgresRefusals.printable(approval.quorum()) + " until " + approval.expiresAt())
                .with(ReportFields.HINT, "It goes on by itself when approved. Cancel to withdraw it.");
        out.send(new BackendMessage.NoticeResponse(notice));
        out.flush();
    }

    @Override
    public CompletableFuture<Refusal> calledOff() {
        return calledOff;
    }

    /// The client, or whoever ends its session, does not wait any more. Any thread.
    void callOff(Refusal why) {
        calledOff.complete(why);
    }

    /// The hold is over, one way or another. On the event loop.
    void ended() {
        over = true;
        if (reminders != null) {
            reminders.cancel(false);
        }
    }
}
