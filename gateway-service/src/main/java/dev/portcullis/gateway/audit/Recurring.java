// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.decision.Decision;

/// The parts of events that come again with every run of a command: what was found out about it, and what policy
/// decided. Both are kept by the gateway as long as they hold.
final class Recurring {
    private final Encoded<SqlFacts> facts = Encoded.byIdentity(SqlText::facts);
    private final Encoded<Decision> decisions = Encoded.byIdentity(Details::decision);
    private final Encoded<Decision> policies =
            Encoded.byIdentity((out, decision) -> Details.policy(out, decision.reasons()));
    private final Encoded<Shape> shapes = Encoded.byValue((out, shape) -> shape.writeTo(out));

    void facts(JsonBuffer out, SqlFacts about) {
        facts.writeTo(out, about);
    }

    void decision(JsonBuffer out, Decision made) {
        decisions.writeTo(out, made);
    }

    /// The rule that counted; nothing if there is none.
    void policy(JsonBuffer out, Decision made) {
        policies.writeTo(out, made);
    }

    void shape(JsonBuffer out, Shape shape) {
        shapes.writeTo(out, shape);
    }
}
