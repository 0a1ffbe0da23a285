// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.traces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.gateway.access.Approvals;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Policies;
import dev.portcullis.tracing.Spans;
import dev.portcullis.tracing.Tracing;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// Puts spans around what the access flow asks and records, if anybody is told of them.
public final class Traces {
    private final Optional<UnderWay> commands;

    public Traces(Tracing tracing, Clock clock) {
        this.commands = tracing.spans().map(spans -> new UnderWay(spans, clock));
    }

    /// Questions to policy, seen from outside.
    public Policies around(Policies policies) {
        return commands.<Policies>map(known -> new TracedPolicies(policies, known))
                .orElse(policies);
    }

    /// Questions to people, seen from outside.
    public Approvals around(Approvals approvals) {
        return commands.<Approvals>map(known -> new TracedApprovals(approvals, known))
                .orElse(approvals);
    }

    /// What is recorded, seen from outside.
    public AuditLog around(AuditLog log) {
        return commands.<AuditLog>map(known -> new TracedAuditLog(log, known)).orElse(log);
    }

    /// Commands that are not over, by what is needed to tell of them when they are. Bounded: of a command
    /// that was forgotten the beginning is told too late, or its approval's use not at all.
    static final class UnderWay {
        private static final int MOST = 100_000;

        private final Cache<String, Begun> begun =
                Caffeine.newBuilder().maximumSize(MOST).build();
        private final Cache<String, Boolean> told =
                Caffeine.newBuilder().maximumSize(MOST).build();
        private final Cache<String, String> asked =
                Caffeine.newBuilder().maximumSize(MOST).build();
        private final Spans spans;
        private final Clock clock;

        UnderWay(Spans spans, Clock clock) {
            this.spans = spans;
            this.clock = clock;
        }

        Spans spans() {
            return spans;
        }

        Instant now() {
            return clock.instant();
        }

        /// It is under way, since now if it was not before.
        void begin(String commandId) {
            var _ = begun.get(commandId, _ -> new Begun(clock.instant(), ""));
        }

        /// It is under way, since now if it was not before, and runs what was prepared before it, if it does.
        void begin(CommandRequest command) {
            String preparation = Objects.requireNonNullElse(command.preparation(), "");
            // What policy had answered already was prepared without a trace to lead to.
            String leadsTo = begun.getIfPresent(preparation) == null && told.getIfPresent(preparation) == null
                    ? ""
                    : preparation;
            begun.asMap()
                    .compute(
                            command.id(),
                            (_, known) -> new Begun(known == null ? clock.instant() : known.at(), leadsTo));
        }

        /// It is over.
        Begun end(String commandId) {
            told.put(commandId, true);
            Begun began = begun.asMap().remove(commandId);
            return began == null ? new Begun(clock.instant(), "") : began;
        }

        /// People are asked about it.
        void ask(String approvalId, String commandId) {
            asked.put(approvalId, commandId);
        }

        /// What people were asked about.
        Optional<String> askedAbout(String approvalId) {
            return Optional.ofNullable(asked.asMap().remove(approvalId));
        }

        /// The beginning of a command.
        ///
        /// @param preparation the id under which its statement was prepared; empty for none
        record Begun(Instant at, String preparation) {}
    }
}
