// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.ConsumeRequest;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one client sees of Portcullis in one session.
final class Story {

    /// What the sample database really holds of its first customer.
    private static final String[] IN_THE_CLEAR = {"bruno.dahl1@example.org", "937-23-7920", "5105100001047290"};

    private static final String READ = "SELECT name, email, ssn, card_number FROM customers WHERE id = 1";
    private static final String DROP = "DROP TABLE customers";
    private static final String COUNT = "SELECT count(*) > 0 AS still_there FROM customers";
    private static final String UPDATE = "UPDATE orders SET status = 'packed' WHERE id = ";
    private static final String REASON = "not during the sale";
    private static final Pattern APPROVAL = Pattern.compile("approval ([0-9a-f-]{36})");
    private static final String NO_NOTICE = "no notice but the answer: ";
    private static final long PATIENCE_SECONDS = 30;

    private final StoryClient client;
    private final Verbs verbs;
    private final Surroundings surroundings;
    private final Report report;

    Story(StoryClient client, Verbs verbs, Surroundings surroundings, Report report) {
        this.client = client;
        this.verbs = verbs;
        this.surroundings = surroundings;
        this.report = report;
    }

    /// Plays it.
    ///
    /// @return the approval that was used, by which the session is found again
    Optional<Approval> play() throws Exception {
        report.chapter(client.title() + ", as an agent");
        readMasked();
        blockAndGoOn();
        Optional<Approval> used = approve(7);
        used.ifPresent(this::refuseASecondTime);
        reject(8);
        return used;
    }

    private void readMasked() throws Exception {
        report.typed(READ);
        String seen = client.run(READ, _ -> {});
        boolean leaked = false;
        for (String value : IN_THE_CLEAR) {
            leaked |= seen.contains(value);
        }
        report.step(
                "personal data is masked",
                "the name, and nothing of e-mail, social security number and card that identifies",
                seen,
                seen.contains("Bruno Dahl") && !leaked);
    }

    private void blockAndGoOn() throws Exception {
        report.typed(DROP);
        String refused = client.run(DROP, _ -> {});
        report.step(
                "a destructive statement is blocked, with the reason",
                "an error that says why",
                refused,
                refused.contains("ERROR") && refused.contains("not permitted"));
        report.typed(COUNT);
        String after = client.run(COUNT, _ -> {});
        report.step("the same session goes on", "t: the table is still there", after, isTrue(after));
    }

    private static boolean isTrue(String seen) {
        return seen.lines().anyMatch(line -> line.equals("t"));
    }

    private Optional<Approval> approve(int order) throws Exception {
        Held held = begin(UPDATE + order);
        if (held.id.isEmpty()) {
            return Optional.empty();
        }
        Verbs.Outcome vote = verbs.run("approve", held.id, "--as", "approver", "--reason", "checked");
        report.step(
                "somebody else approves",
                "Approved",
                vote.text(),
                vote.status() == 0 && vote.text().contains("Approved"));
        String seen = end(held);
        report.step("the statement runs", "UPDATE 1", seen, seen.contains("UPDATE 1"));
        return Optional.of(approval(held.id));
    }

    private void reject(int order) throws Exception {
        Held held = begin(UPDATE + order);
        if (held.id.isEmpty()) {
            return;
        }
        Verbs.Outcome vote = verbs.run("reject", held.id, "--as", "approver", "--reason", REASON);
        report.step("somebody rejects", "Rejected", vote.text(), vote.status() == 0);
        String seen = end(held);
        report.step(
                "who asked reads the reason, and nothing runs",
                "an error with '" + REASON + "'",
                seen,
                seen.contains("ERROR") && seen.contains(REASON) && !seen.contains("UPDATE 1"));
    }

    private void refuseASecondTime(Approval used) {
        Verbs.Outcome vote = verbs.run("approve", used.id(), "--as", "approver");
        report.step(
                "the same approval cannot be given again",
                "refused",
                vote.text(),
                vote.status() == 1 && used.state() == ApprovalState.CONSUMED);
        ConsumeRequest again = new ConsumeRequest(used.digest(), used.sessionId(), used.requester());
        try {
            int status = new ApprovalService(surroundings).consume(used.id(), again);
            report.step("the same approval cannot be used again", "HTTP 409", "HTTP " + status, status == 409);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private record Held(String id, CompletableFuture<String> answer) {}

    /// Runs a statement that is held, and returns when the client knows the approval's id.
    private Held begin(String sql) throws InterruptedException {
        report.typed(sql);
        BlockingQueue<String> notices = new LinkedBlockingQueue<>();
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                String seen = client.run(sql, notices::add);
                answer.complete(seen);
                notices.add(NO_NOTICE + seen);
            } catch (Exception e) {
                notices.add(NO_NOTICE + e.getMessage());
                answer.completeExceptionally(e);
            }
        });
        String notice = notices.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        String shown = notice == null ? "no notice within " + PATIENCE_SECONDS + " s" : notice;
        Matcher id = APPROVAL.matcher(shown);
        boolean found = !shown.startsWith(NO_NOTICE) && id.find();
        report.step("a change waits, and the client is told for what", "a notice with an approval's id", shown, found);
        return new Held(found ? id.group(1) : "", answer);
    }

    private static String end(Held held) throws InterruptedException {
        try {
            return held.answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            return "nothing within " + PATIENCE_SECONDS + " s";
        } catch (ExecutionException e) {
            return "failed: " + e.getCause();
        }
    }

    private Approval approval(String id) throws InterruptedException {
        return surroundings.edge("approver").read(Edge.Call.get("/api/approvals/v1/approvals/" + id), Approval.class);
    }
}
