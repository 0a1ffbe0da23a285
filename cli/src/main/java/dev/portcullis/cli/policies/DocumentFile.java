// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// A file with one document. Only its kind and name are read here, to know where it goes; the service reads the rest.
///
/// @param text the document
/// @param path where it is kept, from `/api/` on
/// @param title its kind and name, for people
record DocumentFile(String text, String path, String title) {

    static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?");

    boolean isPolicy() {
        return title.startsWith("Policy ");
    }

    static DocumentFile read(Path file) {
        try {
            return of(Files.readString(file), file);
        } catch (IOException e) {
            throw new CommandFailed("Cannot read " + file + ": " + e.getMessage());
        } catch (YAMLException e) {
            throw new CommandFailed(file + " is not YAML: " + SafeText.block(String.valueOf(e.getMessage())));
        }
    }

    private static DocumentFile of(String text, Path file) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        if (!(document instanceof Map<?, ?> map) || !(map.get("metadata") instanceof Map<?, ?> metadata)) {
            throw new CommandFailed(file + " holds no document with a kind and metadata");
        }
        String kind = String.valueOf(map.get("kind"));
        return switch (kind) {
            case "Policy" -> named(text, kind, metadata.get("name"), "/api/policy/v1/policies/", file);
            case "Connection" -> named(text, kind, metadata.get("name"), "/api/policy/v1/connections/", file);
            case "Classifications" ->
                named(text, kind, metadata.get("connection"), "/api/policy/v1/classifications?connection=", file);
            default ->
                throw new CommandFailed(file + " is of kind '" + SafeText.line(kind)
                        + "'; known are Policy, Connection, Classifications");
        };
    }

    private static DocumentFile named(String text, String kind, @Nullable Object name, String where, Path file) {
        if (name == null || !NAME.matcher(name.toString()).matches()) {
            throw new CommandFailed(file + " names no " + kind + " in its metadata");
        }
        return new DocumentFile(text, where + name, kind + " " + name);
    }
}
