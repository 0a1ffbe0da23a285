// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

/// Makes one or more tables while events come by in the order of the log.
interface Tally {

    void take(CitedEvent event);
}
