// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import dev.portcullis.cli.edge.Surroundings;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Prints a token and nothing else, so that `$(./portcullis token --as agent)` is one.
@Command(name = "token", description = "Print a token of a development identity, and nothing else.")
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

    TokenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        OptionalLong asked = ttl == null ? OptionalLong.empty() : OptionalLong.of(ttl);
        surroundings.out().println(surroundings.tokens().token(name, asked));
        return 0;
    }
}
