// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.RedactionStream;

record Redacting(DetectorSet detectors) implements TextMask {
    @Override
    public Flow begin() {
        return new Redacted(detectors.stream());
    }

    @Override
    public String json(String json) {
        return detectors.redactJson(json);
    }

    record Redacted(RedactionStream stream) implements Flow {
        @Override
        public String feed(String piece) {
            return stream.feed(piece);
        }

        @Override
        public String end() {
            return stream.end();
        }
    }
}
