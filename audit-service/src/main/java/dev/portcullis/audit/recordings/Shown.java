// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

/// What of a recording is shown: the part that was asked for, as far as it is for who asks.
record Shown(Part part, Sight sight) {

    boolean isAll() {
        return part.isWhole() && sight.isAll();
    }
}
