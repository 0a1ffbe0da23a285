// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import java.util.Locale;

/// Something of a local run that listens on a port. All of them listen on loopback only.
public enum Listener {
    EDGE(8080, "the edge: REST for people and tools"),
    POSTGRES(15432, "the PostgreSQL listener of the gateway"),
    GATEWAY_MANAGEMENT(8090, "the gateway's own health and metrics"),
    POLICY(8081, "policy-service"),
    APPROVAL(8082, "approval-service"),
    AUDIT(8083, "audit-service"),
    IDENTITY(9000, "the development identity provider"),
    STORE(15433, "the services' own PostgreSQL"),
    ORDERS(15434, "the sample database"),
    MODEL(15435, "the sample language model"),
    KAFKA(19092, "the Kafka broker"),
    KAFKA_CONTROLLER(19093, "the Kafka broker's controller");

    private final int standardPort;
    private final String title;

    Listener(int standardPort, String title) {
        this.standardPort = standardPort;
        this.title = title;
    }

    /// The port unless another is asked for.
    public int standardPort() {
        return standardPort;
    }

    /// What listens there, in words.
    public String title() {
        return title;
    }

    /// The environment variable that chooses another port; `0` there takes any free one.
    public String variable() {
        return "PORTCULLIS_" + name() + "_PORT";
    }

    /// The key in `ports.properties`.
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
