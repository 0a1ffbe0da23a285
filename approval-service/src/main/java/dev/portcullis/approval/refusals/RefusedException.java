// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.refusals;

/// Carries a refusal from a controller to [ProblemRendering]. Thrown outside transactions only, so that what a refusal
/// recorded is kept.
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal why;

    public RefusedException(Refusal why) {
        super(why.word(), null, false, false);
        this.why = why;
    }

    public Refusal why() {
        return why;
    }
}
