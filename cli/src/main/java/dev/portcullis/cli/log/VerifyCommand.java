// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.merkle.LogVerifier;
import dev.portcullis.merkle.VerifierKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Fetches the whole log and checks every event against the newest signed checkpoint, and that one against the one
/// seen last. The service that keeps the log is believed in nothing but its key, and in that only the first time.
@Command(name = "verify", description = "Check that nothing in the log was changed, left out or put back.")
public final class VerifyCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description = "check this bundle of evidence instead, by the log's key")
    private @Nullable Path bundle;

    public VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Edge edge = surroundings.edge(name);
        SeenBefore seen = new SeenBefore(surroundings.home().trust());
        VerifierKey key = seen.trustedKey(edge, surroundings.out());
        if (bundle != null) {
            return bundle(key, bundle);
        }
        String newest = edge.send(Edge.Call.get("/api/audit/v1/log/checkpoint")).body();
        return switch (new LogVerifier(key).verify(newest, seen.checkpoints(), new FetchedLeaves(edge))) {
            case LogVerifier.Verdict.Sound(long size, long sessions) -> {
                seen.remember(newest);
                surroundings
                        .out()
                        .println("The log is sound: " + size + " events, " + sessions + " sessions, as signed by "
                                + key.vkey());
                yield 0;
            }
            case LogVerifier.Verdict.Unsound unsound -> throw new CommandFailed(blame(unsound));
        };
    }

    private int bundle(VerifierKey key, Path file) {
        surroundings.out().println(Bundles.verified(key, file));
        return 0;
    }

    private static String blame(LogVerifier.Verdict.Unsound unsound) {
        StringBuilder text = new StringBuilder("The log is NOT SOUND: ").append(unsound.what());
        if (unsound.leafIndex() >= 0) {
            text.append("\n  index   ").append(unsound.leafIndex());
        }
        if (!unsound.eventId().isEmpty()) {
            // What a superuser wrote into the database is shown to a person here.
            String session = SafeText.line(unsound.sessionId());
            text.append("\n  entry   ").append(SafeText.line(unsound.eventId()));
            text.append("\n  session ").append(session.isEmpty() ? "none" : session);
        }
        return text.toString();
    }
}
