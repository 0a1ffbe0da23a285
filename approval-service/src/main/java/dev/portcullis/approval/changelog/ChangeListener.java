// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

/// Hears of every change in the transaction that makes it, after everything is locked and written: what it adds is
/// committed with the change or not at all.
public interface ChangeListener {

    /// This is about to be committed.
    void changed(Change change);
}
