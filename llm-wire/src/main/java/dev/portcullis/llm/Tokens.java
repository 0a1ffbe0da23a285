// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

import dev.portcullis.llm.json.StrictJson;
import dev.portcullis.masking.DetectorSet;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The reversible masks of one request: the provider sees tokens, the caller gets its own values back. Make one for
/// each
/// request and use it for that request's answer only: a token means nothing anywhere else, so nobody can talk a model
/// into revealing what somebody else wrote.
public final class Tokens {
    private static final Pattern TOKEN = Pattern.compile("\\[redacted-[a-z0-9-]{1,24}-[0-9]{1,6}]");
    private static final int LONGEST = "[redacted--]".length() + 24 + 6;

    private final DetectorSet detectors;
    private final Map<String, String> tokensByValue = new HashMap<>();
    private final Map<String, String> valuesByToken = new HashMap<>();

    public Tokens(DetectorSet detectors) {
        this.detectors = detectors;
    }

    /// For the request: what the detectors find is replaced by tokens, equal values by equal ones.
    public TextMask hiding() {
        return new TextMask() {
            @Override
            public Flow begin() {
                return new Redacting.Redacted(detectors.stream(Tokens.this::token));
            }

            @Override
            public String json(String json) {
                return detectors.replaceJson(json, Tokens.this::token);
            }
        };
    }

    /// For the answer: what the model says is masked first, then the tokens of this request turn back into values.
    public TextMask restoring(TextMask answer) {
        return new TextMask() {
            @Override
            public Flow begin() {
                return new Restoring(answer.begin());
            }

            @Override
            public String json(String json) {
                String masked = answer.json(json);
                return TOKEN.matcher(masked).find() ? restoredJson(masked) : masked;
            }
        };
    }

    private String token(String detector, String found) {
        return tokensByValue.computeIfAbsent(found, value -> {
            String token = "[redacted-" + detector + "-" + (tokensByValue.size() + 1) + "]";
            valuesByToken.put(token, value);
            return token;
        });
    }

    private String restored(String text) {
        return TOKEN.matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(valuesByToken.getOrDefault(match.group(), match.group())));
    }

    /// A value may hold what JSON has to escape.
    private String restoredJson(String json) {
        try {
            JsonNode tree = StrictJson.read(json);
            return StrictJson.text(StrictJson.mapStrings(tree, this::restored));
        } catch (LlmWireException e) {
            // Tokens in something that is no JSON stay what they are.
            return json;
        }
    }

    private final class Restoring implements TextMask.Flow {
        private final TextMask.Flow masked;
        private String held = "";

        Restoring(TextMask.Flow masked) {
            this.masked = masked;
        }

        @Override
        public String feed(String piece) {
            String text = held + masked.feed(piece);
            int open = text.lastIndexOf('[');
            boolean mayGoOn = open >= 0 && text.indexOf(']', open) < 0 && text.length() - open < LONGEST;
            int whole = mayGoOn ? open : text.length();
            held = text.substring(whole);
            return restored(text.substring(0, whole));
        }

        @Override
        public String end() {
            return restored(held + masked.end());
        }
    }
}
