// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import java.util.regex.Pattern;

/// Ids on their way into a path.
final class Ids {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private Ids() {}

    /// The id itself, if it can be one.
    static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailed("'" + SafeText.line(id) + "' is not an id");
        }
        return id;
    }
}
