// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

/// A text of a request.
///
/// @param place where it stands, such as `messages[0].content[1].text`
public record PromptText(String place, String text) {
    @Override
    public String toString() {
        return "PromptText[" + place + "]";
    }
}
