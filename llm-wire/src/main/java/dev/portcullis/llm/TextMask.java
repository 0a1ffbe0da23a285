// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

import dev.portcullis.masking.DetectorSet;

/// What becomes of the texts of a request or an answer.
public interface TextMask {
    /// A text that arrives in pieces.
    Flow begin();

    /// A JSON text that arrived whole, such as the arguments of a tool. The result is valid JSON too.
    String json(String json);

    /// A text that arrived whole. The same as one that arrived in pieces.
    default String text(String text) {
        Flow flow = begin();
        return flow.feed(text) + flow.end();
    }

    /// One text, for one thread. What comes out, taken together, is the same however the text was cut.
    interface Flow {
        /// Takes the next piece; gives what is certain by now. The rest must be bounded.
        String feed(String piece);

        /// The rest.
        String end();
    }

    /// Leaves everything as it is.
    static TextMask none() {
        return new Unmasked();
    }

    /// Puts the marker in place of whatever these detectors find.
    static TextMask redacting(DetectorSet detectors) {
        return new Redacting(detectors);
    }
}
