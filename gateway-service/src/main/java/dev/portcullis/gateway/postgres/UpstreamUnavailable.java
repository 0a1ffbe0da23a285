// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.Refusal;

/// The target cannot be reached, is not who it should be, or does not let the gateway in.
final class UpstreamUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    private final Refusal.Dependency dependency;

    UpstreamUnavailable(Refusal.Dependency dependency, String message) {
        super(message);
        this.dependency = dependency;
    }

    UpstreamUnavailable(String message, Throwable cause) {
        super(message, cause);
        this.dependency = Refusal.Dependency.TARGET;
    }

    Refusal refusal() {
        return new Refusal.Unavailable(dependency);
    }
}
