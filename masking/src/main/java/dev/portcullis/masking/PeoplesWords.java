// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

/// What people say to explain themselves: why they vote, ask, end, hold, erase or change something. It goes
/// to everybody who is told of it, and into the log for years, so every service keeps it without the secrets
/// that were pasted into it.
public final class PeoplesWords {

    private PeoplesWords() {}

    /// The words as they are kept: what the detectors of secrets find in them is replaced.
    public static String kept(String words) {
        return Detectors.secrets().redact(words);
    }
}
