// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.time.Duration;

/// How one attempt to deliver a message ended.
sealed interface Attempt {

    /// The channel said that it has it.
    record Delivered() implements Attempt {}

    /// It may not have it.
    ///
    /// @param why for operators; our own words only, since exceptions may quote addresses, which are secrets
    /// @param pause how long the channel asks to be left alone
    record Failed(String why, Duration pause) implements Attempt {

        Failed(String why) {
            this(why, Duration.ZERO);
        }

        Failed(Exception e) {
            this("not reached (" + e.getClass().getSimpleName() + ")");
        }
    }
}
