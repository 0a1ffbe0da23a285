// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.sql.AnalyzedCommand;

/// What the parser made of a text.
sealed interface Reading {
    record Understood(AnalyzedCommand command) implements Reading {}

    record NotUnderstood(Refusal refusal) implements Reading {}
}
