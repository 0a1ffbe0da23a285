// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.LogVerifier;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.VerifierKey;
import dev.portcullis.merkle.WitnessKey;
import dev.portcullis.merkle.WitnessPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @Option(names = "--witness", paramLabel = "KEY", description = "a witness who must have seen it; may be repeated")
    private List<String> witnesses = List.of();

    @Option(names = "--quorum", paramLabel = "N", defaultValue = "-1", description = "how many of them (all)")
    private int quorum;

    @Option(
            names = "--gateway",
            paramLabel = "KEY",
            description = "a gateway's public key: what it signed to have had must be in the log; may be repeated")
    private List<String> gateways = List.of();

    public VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Edge edge = surroundings.edge(name);
        SeenBefore seen = new SeenBefore(surroundings.home().trust());
        LogKeys key = seen.trustedKeys(edge, surroundings.out());
        WitnessPolicy policy = policy();
        if (bundle != null) {
            surroundings.out().println(Bundles.verified(key, policy, bundle));
            return 0;
        }
        List<String> earlier = new ArrayList<>(seen.checkpoints());
        if (!policy.witnesses().isEmpty()) {
            earlier.add(witnessed(edge, policy));
        }
        String newest = edge.send(Edge.Call.get("/api/audit/v1/log/checkpoint")).body();
        return switch (new LogVerifier(key, gatewayKeys())
                .verify(newest, earlier, new FetchedLeaves(edge), new FetchedTiles(edge))) {
            case LogVerifier.Verdict.Sound(long size, long sessions, long expired, LogVerifier.Heard heard) -> {
                seen.remember(newest);
                surroundings
                        .out()
                        .println("The log is sound: " + size + " events, " + sessions + " sessions, as signed by "
                                + key.vkeys()
                                + (expired == 0 ? "" : "; " + expired + " of them have expired"));
                tellOf(heard);
                yield 0;
            }
            case LogVerifier.Verdict.Unsound unsound -> throw new CommandFailed(blame(unsound));
        };
    }

    private void tellOf(LogVerifier.Heard heard) {
        if (gateways.isEmpty()) {
            return;
        }
        surroundings
                .out()
                .println(heard.believed() + " heartbeats of gateways, and what they name is there"
                        + (heard.notDue() == 0 ? "." : "; " + heard.notDue() + " sessions named last may still come."));
        if (heard.refused() > 0) {
            surroundings
                    .out()
                    .println("REFUSED: " + heard.refused() + " heartbeats; the first: "
                            + SafeText.line(heard.firstRefused()));
        }
    }

    private List<VerifierKey> gatewayKeys() {
        try {
            List<VerifierKey> keys = new ArrayList<>();
            for (String vkey : gateways) {
                keys.add(VerifierKey.parse(vkey));
            }
            return keys;
        } catch (NoteException e) {
            throw new CommandFailed("This is no gateway's key: " + SafeText.line(String.valueOf(e.getMessage())));
        }
    }

    private WitnessPolicy policy() {
        try {
            List<WitnessKey> keys = new ArrayList<>();
            for (String vkey : witnesses) {
                keys.add(WitnessKey.parse(vkey));
            }
            return new WitnessPolicy(keys, quorum < 0 ? keys.size() : quorum);
        } catch (NoteException | IllegalArgumentException e) {
            throw new CommandFailed(
                    "These witnesses cannot be asked: " + SafeText.line(String.valueOf(e.getMessage())));
        }
    }

    // A little older than the newest checkpoint, which must go on from it like from any other that somebody kept.
    private static String witnessed(Edge edge, WitnessPolicy policy) throws InterruptedException {
        String note = edge.send(Edge.Call.get("/api/audit/v1/log/checkpoint/witnessed"))
                .body();
        try {
            policy.require(note);
            return note;
        } catch (NoteException e) {
            throw new CommandFailed("The log is NOT SOUND: " + SafeText.line(String.valueOf(e.getMessage())));
        }
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
