// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What the pretended model says, by a word in the last thing it was told. Names, numbers and secrets are made up; the
/// card numbers are those that networks publish for tests.
final class Script {
    private static final String CUSTOMERS =
            "The first customer is Ada Example. Her address is ada@example.org, her phone "
                    + "+1 415 555 2671, her card 4111 1111 1111 1111, and she pays from DE89 3704 0044 0532 0130 00.";
    /// In halves, so that nobody who looks for leaked credentials takes it for one.
    private static final String KEY = "AKIA" + "IOSFODNN7EXAMPLE";

    private static final Duration QUICK = Duration.ofMillis(2);
    private static final Duration SLOW = Duration.ofMillis(200);

    private Script() {}

    /// What to say.
    sealed interface Answer {
        /// A text, then calls of tools.
        ///
        /// @param pause between two pieces of a stream
        record Says(String text, List<Call> calls, Duration pause) implements Answer {}

        record Fails(int status, String type, String message) implements Answer {}
    }

    /// One call of a tool.
    ///
    /// @param arguments a JSON object
    record Call(String id, String name, String arguments) {}

    static Answer answerTo(String told) {
        String word = told.toLowerCase(Locale.ROOT);
        if (word.contains("overload")) {
            return new Answer.Fails(429, "rate_limit_error", "Too many requests for ada@example.org, try later.");
        }
        if (word.contains("tool result")) return says("The tool has done it.");
        if (word.contains("tidy up")) return calls("I will tidy up.", drop(), mail());
        if (word.contains("drop the table")) return calls("I will drop it.", drop());
        if (word.contains("write a mail")) return calls("", mail());
        if (word.contains("customer")) return says(CUSTOMERS);
        if (word.contains("configuration"))
            return says("aws_access_key_id = " + KEY + "\npassword: \"correct horse 7\"\n");
        if (word.contains("slowly")) return new Answer.Says("One word after the other. ".repeat(40), List.of(), SLOW);
        return says("You said: " + told);
    }

    private static Answer says(String text) {
        return new Answer.Says(text, List.of(), QUICK);
    }

    private static Answer calls(String text, Call... calls) {
        return new Answer.Says(text, List.of(calls), QUICK);
    }

    private static Call drop() {
        return new Call("call_drop", "drop_table", "{\"table\":\"customers\"}");
    }

    private static Call mail() {
        return new Call(
                "call_mail",
                "send_mail",
                "{\"to\":\"ada@example.org\",\"text\":\"Your card 4111 1111 1111 1111 is fine.\"}");
    }
}
