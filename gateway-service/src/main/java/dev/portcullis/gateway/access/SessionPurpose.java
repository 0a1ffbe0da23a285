// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.identity.Identity;
import java.util.HashMap;
import java.util.Map;

/// What a session is for.
public enum SessionPurpose {
    /// what its caller wants to do
    WORK,
    /// to show an approver what a held command would do: it runs nothing that does more than read, and asks nobody
    PREVIEW;

    /// The claim by which rules tell a preview: `preview`. Only the gateway sets it.
    static final String CLAIM = "portcullis_purpose";

    /// The identity as rules see it in such a session. What a token claims about the purpose is dropped.
    Identity seen(Identity identity) {
        Map<String, String> claims = new HashMap<>(identity.claims());
        claims.remove(CLAIM);
        if (this == PREVIEW) {
            claims.put(CLAIM, "preview");
        }
        return identity.withClaims(claims);
    }

    /// Whether such a session may run the command at all, whatever policy says.
    boolean admits(CommandRequest command) {
        return this == WORK || (command.facts() instanceof SqlFacts sql && sql.readOnly());
    }
}
