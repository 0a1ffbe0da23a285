// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

/// A dependency did not answer, or not in time, or not sensibly. Whoever catches it closes the gate.
public final class DependencyUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    private final Refusal.Dependency dependency;

    public DependencyUnavailable(Refusal.Dependency dependency, String message, Throwable cause) {
        super(message, cause);
        this.dependency = dependency;
    }

    public DependencyUnavailable(Refusal.Dependency dependency, String message) {
        super(message);
        this.dependency = dependency;
    }

    /// What did not answer.
    public Refusal.Dependency dependency() {
        return dependency;
    }
}
