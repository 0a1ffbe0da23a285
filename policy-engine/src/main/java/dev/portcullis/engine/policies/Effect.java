// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.decision.Obligations;
import java.util.List;

/// What a rule asks for when its condition holds.
public sealed interface Effect {

    /// The command may run, unless something stronger matches.
    record Allow() implements Effect {}

    /// The command does not run, whatever else matches.
    record Deny() implements Effect {}

    /// The command waits for people.
    ///
    /// @param approval whom to ask
    record Hold(ApprovalRule approval) implements Effect {}

    /// Values are masked in the result.
    ///
    /// @param masks in order; the first that fits a value counts
    record Mask(List<Obligations.Mask> masks) implements Effect {

        public Mask {
            masks = List.copyOf(masks);
        }
    }

    /// The gateway has to keep something beyond masks.
    ///
    /// @param bounds what
    record Oblige(Bounds bounds) implements Effect {}

    /// Points are added; what they lead to is for the thresholds of policies to say.
    ///
    /// @param points how many
    record Risk(int points) implements Effect {}

    /// The word in documents and reasons.
    default String word() {
        return switch (this) {
            case Allow _ -> "allow";
            case Deny _ -> "deny";
            case Hold _ -> "hold";
            case Mask _ -> "mask";
            case Oblige _ -> "oblige";
            case Risk _ -> "risk";
        };
    }

    /// What counts when the condition could not be evaluated: the strictest reading. Only an allow is dropped.
    default boolean countsWhenFailed() {
        return switch (this) {
            case Allow _ -> false;
            case Deny _, Hold _, Mask _, Oblige _, Risk _ -> true;
        };
    }
}
