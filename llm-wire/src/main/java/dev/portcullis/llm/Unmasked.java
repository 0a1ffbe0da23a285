// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

final class Unmasked implements TextMask {
    @Override
    public Flow begin() {
        return new WholeCharacters();
    }

    @Override
    public String json(String json) {
        return json;
    }

    /// Half of a character cannot be written as UTF-8, so it waits for its other half.
    private static final class WholeCharacters implements Flow {
        private String half = "";

        @Override
        public String feed(String piece) {
            String text = half + piece;
            boolean halved = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
            int whole = halved ? text.length() - 1 : text.length();
            half = text.substring(whole);
            return text.substring(0, whole);
        }

        @Override
        public String end() {
            return half;
        }
    }
}
