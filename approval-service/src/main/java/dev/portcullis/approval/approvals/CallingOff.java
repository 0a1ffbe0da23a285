// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.CallOffRequest;
import dev.portcullis.contracts.audit.AuditKind;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Calls commands off by what they were filed with, for a gateway that never heard that they were filed. Whether the
/// filing came before, comes afterwards or never comes: nobody is asked about it from here on.
@Component
final class CallingOff {

    /// A filing that is still under way after so long is none any more.
    private static final Duration LONGEST_FILING = Duration.ofDays(1);

    private final ApprovalRows rows;
    private final CalledOffRows calledOff;
    private final Consumption consumption;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    CallingOff(
            ApprovalRows rows,
            CalledOffRows calledOff,
            Consumption consumption,
            Reports reports,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.calledOff = calledOff;
        this.consumption = consumption;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Sent again it does nothing more. What is decided for good stays so.
    void callOff(CallOffRequest.Filed command, Caller gateway) {
        transaction.executeWithoutResult(status -> {
            calledOff.queueFor(command.commandId());
            Optional<ApprovalRow> filed = rows.lockByCommandId(command.commandId());
            if (filed.isEmpty()) {
                calledOff.add(command, clock.instant());
            } else if (isAbout(filed.get(), command)) {
                consumption.withdraw(filed.get(), "its gateway did not hear that it was filed", gateway);
            } else {
                reports.refused(
                        AuditKind.APPROVAL_ENDED,
                        "approvals.withdraw",
                        gateway,
                        filed.get(),
                        new Refusal.OtherCommand());
            }
        });
    }

    @Scheduled(fixedDelayString = "PT1H")
    void forget() {
        calledOff.forgetBefore(clock.instant().minus(LONGEST_FILING));
    }

    private static boolean isAbout(ApprovalRow row, CallOffRequest.Filed command) {
        return row.kind == ApprovalKind.COMMAND && row.digest.equals(command.digest());
    }
}
