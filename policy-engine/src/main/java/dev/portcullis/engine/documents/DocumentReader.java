// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import java.io.StringReader;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/// Reads documents: YAML, or JSON, which is YAML too. Only the tree with its places is taken from the YAML library;
/// no objects are built, and aliases of collections, which can make a small text huge, are refused.
public final class DocumentReader {

    /// What `apiVersion` must say.
    public static final String API_VERSION = "portcullis.dev/v1";

    /// The largest document, in characters.
    public static final int MAX_LENGTH = 1_048_576;

    /// How things are named: they appear in URLs, topics and messages.
    public static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /// What to say about a name that is not one.
    public static final String NAME_RULE = "must be 1 to 63 lower-case letters, digits and '-'";

    private DocumentReader() {}

    /// Reads one document.
    ///
    /// @param body reads the document's own part; what it returns counts only when no fault was reported
    /// @throws InvalidDocumentException with all faults
    public static <T> T read(String text, DocumentKind kind, Function<Section, Optional<T>> body) {
        Findings findings = new Findings();
        Optional<T> value = root(text, findings).flatMap(root -> {
            header(root, kind);
            Optional<T> read = body.apply(root);
            root.finish();
            return read;
        });
        findings.throwIfAny();
        return value.orElseThrow(() -> new IllegalStateException("a document without value and without fault"));
    }

    /// The kind a document says it is of.
    ///
    /// @throws InvalidDocumentException when it says none that is known
    public static DocumentKind kindOf(String text) {
        Findings findings = new Findings();
        Optional<DocumentKind> kind = root(text, findings)
                .flatMap(root -> root.requiredScalar("kind"))
                .flatMap(word -> {
                    Optional<DocumentKind> known = DocumentKind.ofWord(word.text());
                    if (known.isEmpty()) {
                        word.refuse("must be one of Policy, Connection, Classifications, not '" + word.text() + "'");
                    }
                    return known;
                });
        findings.throwIfAny();
        return kind.orElseThrow(() -> new IllegalStateException("a document without kind and without fault"));
    }

    private static void header(Section root, DocumentKind kind) {
        root.requiredScalar("apiVersion").ifPresent(version -> version.isOneOf(API_VERSION));
        root.requiredScalar("kind").ifPresent(word -> word.isOneOf(kind.word()));
    }

    private static Optional<Section> root(String text, Findings findings) {
        if (text.length() > MAX_LENGTH) {
            findings.add(new DocumentError(1, 1, "", "is longer than " + MAX_LENGTH + " characters", ""));
            return Optional.empty();
        }
        try {
            Node root = new Yaml(options()).compose(new StringReader(text));
            if (root instanceof MappingNode mapping) {
                return Optional.of(new Section(mapping, "", findings));
            }
            findings.add(new DocumentError(1, 1, "", "must be a mapping of keys to values", ""));
        } catch (MarkedYAMLException e) {
            Mark place = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            String problem = e.getProblem() == null ? "is not YAML" : e.getProblem();
            findings.add(new DocumentError(line(place), column(place), "", problem, ""));
        } catch (YAMLException e) {
            findings.add(new DocumentError(1, 1, "", String.valueOf(e.getMessage()), ""));
        }
        return Optional.empty();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_LENGTH);
        options.setNestingDepthLimit(20);
        options.setMaxAliasesForCollections(0);
        return options;
    }

    private static int line(@Nullable Mark place) {
        return place == null ? 1 : place.getLine() + 1;
    }

    private static int column(@Nullable Mark place) {
        return place == null ? 1 : place.getColumn() + 1;
    }
}
