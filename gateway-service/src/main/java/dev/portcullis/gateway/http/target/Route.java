// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import java.util.List;
import reactor.netty.http.client.HttpClient;

/// The way to a target for one request: everything that could block or fail before the request may be sent has been
/// done.
public final class Route {
    private final TargetClients.Client client;
    private final String hostHeader;
    private final String basePath;
    private final Placement placement;

    Route(TargetClients.Client client, String hostHeader, String basePath, Placement placement) {
        this.client = client;
        this.hostHeader = hostHeader;
        this.basePath = basePath;
        this.placement = placement;
    }

    /// Texts that must not reach the caller, whatever the target does with them.
    public List<String> secrets() {
        return placement.secrets();
    }

    HttpClient requests() {
        return client.requests();
    }

    HttpClient sockets() {
        return client.sockets();
    }

    String hostHeader() {
        return hostHeader;
    }

    /// What the credential's issuer wants before the path; empty for nothing.
    String basePath() {
        return basePath;
    }

    Placement placement() {
        return placement;
    }
}
