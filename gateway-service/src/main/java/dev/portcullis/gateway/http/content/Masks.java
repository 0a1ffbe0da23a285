// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.llm.TextMask;
import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.Detectors;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is masked in the bodies of one request and its answer: whatever the detectors find that its masks name.
public final class Masks {
    private static final Masks NONE = new Masks(null, List.of());

    private final @Nullable DetectorSet detectors;
    private final List<String> names;

    private Masks(@Nullable DetectorSet detectors, List<String> names) {
        this.detectors = detectors;
        this.names = names;
    }

    /// No masks.
    public static Masks none() {
        return NONE;
    }

    /// The masks that obligations ask for. Takes up to a second the first time: not for event loops.
    ///
    /// @throws UnreadableException they ask for what cannot be done to HTTP bodies; it must not be left out
    public static Masks of(Obligations obligations) throws UnreadableException {
        if (obligations.rowLimit() != null
                || obligations.byteLimit() != null
                || obligations.statementTimeoutMillis() != null
                || obligations.readOnly()) {
            throw UnreadableException.of("limits of rows, bytes or time, or only reading, which are for databases");
        }
        Set<String> names = new TreeSet<>();
        for (Obligations.Mask mask : obligations.masks()) {
            if (mask.detector() == null) {
                throw UnreadableException.of("a mask by classification, which HTTP bodies do not have");
            }
            names.add(mask.detector());
        }
        if (names.isEmpty()) {
            return NONE;
        }
        try {
            return new Masks(Detectors.named(names), List.copyOf(names));
        } catch (IllegalArgumentException e) {
            throw UnreadableException.of(String.valueOf(e.getMessage()));
        }
    }

    /// Whether nothing is masked.
    public boolean isEmpty() {
        return detectors == null;
    }

    /// The names of the detectors.
    public List<String> names() {
        return names;
    }

    /// The masks as the reader of language models' APIs takes them.
    public TextMask textMask() {
        return detectors == null ? TextMask.none() : TextMask.redacting(detectors);
    }

    /// Whether something in a text would have to be masked.
    public boolean finds(String text) {
        return detectors != null && !detectors.find(text).isEmpty();
    }

    /// The text with whatever is found in it replaced.
    public String redacted(String text) {
        return detectors == null ? text : detectors.redact(text);
    }

    DetectorSet detectors() {
        return Objects.requireNonNull(detectors);
    }
}
