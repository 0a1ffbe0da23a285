// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.keys;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.key.IssuedKey;
import dev.portcullis.contracts.key.KeyRequest;
import java.util.regex.Pattern;

/// What the verbs about keys share.
public final class Keys {
    static final String PATH = "/api/approvals/v1/keys";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private Keys() {}

    /// Exchanges the token of an edge's identity for a key.
    public static IssuedKey issue(Edge edge, KeyRequest asked) throws InterruptedException {
        return edge.read(Edge.Call.json("POST", PATH, asked), IssuedKey.class);
    }

    static String path(String id) {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailed("'" + SafeText.line(id) + "' is not the id of a key");
        }
        return PATH + "/" + id;
    }
}
