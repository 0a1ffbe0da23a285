// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.WitnessPolicy;
import dev.portcullis.merkle.evidence.BundleVerifier;
import java.io.IOException;
import java.nio.file.Path;

/// Bundles of evidence, checked.
final class Bundles {

    private Bundles() {}

    /// What a sound bundle holds.
    ///
    /// @throws CommandFailed if it is not sound, with the first thing that is not
    static String verified(LogKeys key, WitnessPolicy witnesses, Path file) {
        try {
            return switch (new BundleVerifier(key, witnesses).verify(file)) {
                case BundleVerifier.Verdict.Sound(var bundle) ->
                    "The bundle is sound: " + bundle.events() + " events from " + bundle.from() + " to " + bundle.to()
                            + ", in the log of " + bundle.logSize() + " entries that " + key.vkeys() + " signed";
                case BundleVerifier.Verdict.Unsound(var what) ->
                    throw new CommandFailed("The bundle is NOT SOUND: " + SafeText.line(what));
            };
        } catch (IOException e) {
            throw new CommandFailed("Cannot read " + file + ": " + e.getMessage());
        }
    }
}
