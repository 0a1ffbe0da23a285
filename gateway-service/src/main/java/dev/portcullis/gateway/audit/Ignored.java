// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.gateway.audit.journal.Appended;

/// For records that nobody waits for.
enum Ignored implements Appended {
    INSTANCE;

    @Override
    public void synced(long end) {
        // Nobody waits.
    }

    @Override
    public void failed(Throwable cause) {
        // The journal itself logs that it failed.
    }
}
