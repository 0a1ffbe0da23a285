// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.keys.Keys;
import dev.portcullis.contracts.key.KeyRequest;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Prints a token, or the key that the edge gives for it, and nothing else, so that `$(./portcullis token
/// --as agent)` is one.
@Command(
        name = "token",
        description = "Print a token of a development identity, and nothing else; or a key that stands for it.")
final class TokenCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--as",
            required = true,
            paramLabel = "NAME",
            description = "agent, developer, approver, approver2, auditor, auditor2, policy-admin or operator")
    private String name = "";

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "how long it lives, an hour at most")
    private @Nullable Long ttl;

    @Option(
            names = "--key-for",
            paramLabel = "CONNECTION",
            description = "exchange the token for an opaque key that opens this connection only")
    private @Nullable String connection;

    @Option(names = "--purpose", paramLabel = "TEXT", description = "what the key is for, as keys shows it")
    private @Nullable String purpose;

    TokenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        OptionalLong asked = ttl == null ? OptionalLong.empty() : OptionalLong.of(ttl);
        String shown = connection == null
                ? surroundings.tokens().token(name, asked)
                // Unless the operator allows more, a key ends with its token.
                : Keys.issue(surroundings.edge(name, asked), new KeyRequest(connection, purpose, ttl))
                        .secret();
        surroundings.out().println(shown);
        return 0;
    }
}
