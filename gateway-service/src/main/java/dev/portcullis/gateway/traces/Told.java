// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.traces;

/// What spans say. Ids and words of ours: no text of a command, no value, no token, no name of a person.
final class Told {
    static final String COMMAND = "portcullis.command.id";
    static final String SESSION = "portcullis.session.id";
    static final String CONNECTION = "portcullis.connection";
    static final String PROTOCOL = "portcullis.protocol";
    static final String DECISION = "portcullis.decision";
    static final String POLICY_VERSION = "portcullis.policy.version";
    static final String APPROVAL = "portcullis.approval.id";
    static final String OUTCOME = "portcullis.outcome";

    private Told() {}
}
