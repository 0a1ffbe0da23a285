// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.Refusal;

/// Carries a refusal through a reactive chain to the one place that words it. Has no stack trace: it is an answer.
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.getClass().getSimpleName(), null, false, false);
        this.refusal = refusal;
    }

    static Refused notUnderstood(String why) {
        return new Refused(new Refusal.NotUnderstood(why, 0));
    }

    Refusal refusal() {
        return refusal;
    }
}
