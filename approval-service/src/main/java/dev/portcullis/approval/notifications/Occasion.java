// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

/// Why people are told.
public enum Occasion {
    /// a command is held, or access is asked for
    ASKED,
    /// nobody has decided so far, and others are asked
    ESCALATED,
    /// the time for an answer is nearly over
    EXPIRING,
    /// people answered
    DECIDED,
    /// nobody answered in time, or a yes was not used in time
    EXPIRED,
    /// somebody took access in an emergency
    EMERGENCY,
    /// emergency access was not reviewed in time
    OVERDUE;

    /// Whether every channel is told, whatever it is said to be for.
    boolean isLoud() {
        return switch (this) {
            case EMERGENCY -> true;
            case ASKED, ESCALATED, EXPIRING, DECIDED, EXPIRED, OVERDUE -> false;
        };
    }

    /// Whether somebody is still asked for an answer.
    boolean isOpen() {
        return switch (this) {
            case ASKED, ESCALATED, EXPIRING -> true;
            case DECIDED, EXPIRED, EMERGENCY, OVERDUE -> false;
        };
    }
}
