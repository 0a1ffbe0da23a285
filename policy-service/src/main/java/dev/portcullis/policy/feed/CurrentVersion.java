// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import java.util.OptionalLong;

/// The version of the set that decisions are made with at this moment. The feed repeats it; who decides knows it.
public interface CurrentVersion {

    /// The version; empty while nothing could be loaded.
    OptionalLong currentVersion();
}
