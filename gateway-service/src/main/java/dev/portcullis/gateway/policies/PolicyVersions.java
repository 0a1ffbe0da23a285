// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Which version of the policy set is the newest, and whether this gateway would have heard of a newer
/// one. What was answered under another version, or while nothing is heard, must not be used again.
final class PolicyVersions {
    private static final long NEVER = Long.MIN_VALUE;

    private final Clock clock;
    private final long silenceMillis;
    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
    private volatile long newest = -1;
    private volatile long generation;
    private volatile long lastHeard = NEVER;
    private long lastDoubt = NEVER;

    PolicyVersions(Clock clock, Duration silence) {
        this.clock = clock;
        this.silenceMillis = silence.toMillis();
    }

    /// Called whenever what was remembered must be forgotten.
    void onChange(Runnable forget) {
        onChange.add(forget);
    }

    /// The topic says that this is the version now.
    synchronized void heard(long version) {
        boolean wasSilent = !isFresh();
        lastHeard = clock.millis();
        if (version > newest) {
            newest = version;
            change();
        } else if (version < newest || wasSilent) {
            // Going back means that the policy service lost its state: nothing remembered is worth anything.
            change();
        }
    }

    /// An answer was made under this version.
    synchronized void seen(long version) {
        if (version > newest) {
            newest = version;
            change();
        }
    }

    /// Something changed, nobody knows what.
    synchronized void forget() {
        change();
    }

    /// Whether a newer version is known than this.
    boolean isOld(long version) {
        return version < newest;
    }

    /// Whether an answer made under this version still holds.
    boolean holds(long version) {
        return version == newest && isFresh();
    }

    /// Whether the topic was heard from lately.
    boolean isFresh() {
        long heard = lastHeard;
        return heard != NEVER && clock.millis() - heard <= silenceMillis;
    }

    /// Counts up with every change, and now and then while there may be changes nobody hears of.
    long generation() {
        if (!isFresh()) {
            doubt();
        }
        return generation;
    }

    private synchronized void doubt() {
        long now = clock.millis();
        if (!isFresh() && (lastDoubt == NEVER || now - lastDoubt > silenceMillis)) {
            lastDoubt = now;
            change();
        }
    }

    private synchronized void change() {
        generation++;
        onChange.forEach(Runnable::run);
    }
}
