// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Proof that an address may be reached. Only [Addresses] makes one; a connection is opened to exactly this address, so
/// that a name which means something else by then changes nothing.
final class CheckedAddress {
    private final InetAddress address;
    private final int port;

    CheckedAddress(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    /// The address to connect to. Carries the name that the target's certificate must hold.
    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }
}
