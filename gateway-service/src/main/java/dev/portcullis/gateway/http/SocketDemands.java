// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.Obligations.RecordingLimit;
import dev.portcullis.gateway.http.content.Masks;
import dev.portcullis.gateway.http.content.UnreadableException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What policy demands of whatever the target of a WebSocket says: nobody knows which message it answers,
/// so all that the upgrade and the messages so far were allowed with, and of two limits the stricter. It
/// only ever grows.
final class SocketDemands {
    private Obligations all;
    private volatile Masks masks;

    /// @param upgrade what the upgrade was allowed with
    /// @param masks the same as masks
    SocketDemands(Obligations upgrade, Masks masks) {
        this.all = together(upgrade.masks(), upgrade.recordingLimit());
        this.masks = masks;
    }

    /// What is masked now.
    Masks masks() {
        return masks;
    }

    /// Demands this as well.
    ///
    /// @return everything that is demanded from now on
    synchronized Obligations with(Obligations more) throws UnreadableException {
        Set<Obligations.Mask> known = new LinkedHashSet<>(all.masks());
        boolean grown = known.addAll(more.masks());
        Obligations now = together(new ArrayList<>(known), stricter(all.recordingLimit(), more.recordingLimit()));
        if (grown) {
            masks = Masks.of(now);
        }
        all = now;
        return now;
    }

    private static Obligations together(List<Obligations.Mask> masks, @Nullable RecordingLimit limit) {
        Obligations masking = new Obligations(masks, false, null);
        return limit == null ? masking : masking.atRecordingLimit(limit);
    }

    /// Nothing said is stricter than a mark, since a session at its bound runs no more commands then.
    private static @Nullable RecordingLimit stricter(@Nullable RecordingLimit one, @Nullable RecordingLimit other) {
        if (one != null && other != null) {
            return one.compareTo(other) > 0 ? one : other;
        }
        RecordingLimit said = one == null ? other : one;
        return said == RecordingLimit.MARK ? null : said;
    }
}
