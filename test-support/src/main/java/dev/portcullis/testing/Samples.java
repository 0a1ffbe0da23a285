// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

/// Policies, connections and classifications for tests.
public final class Samples {

    public static final String CONNECTION = """
            apiVersion: portcullis.dev/v1
            kind: Connection
            metadata: {name: orders, labels: {env: demo}}
            type: postgres
            address: {host: localhost, port: 5432, database: orders}
            credential: {user: orders, password: "env:ORDERS_PASSWORD"}
            """;

    public static final String CLASSIFICATIONS = """
            apiVersion: portcullis.dev/v1
            kind: Classifications
            metadata: {connection: orders}
            columns:
              public.customers: {email: pii.email, ssn: [pii.ssn, internal]}
            """;

    private Samples() {}

    public static String policy(String name, String... rules) {
        return "apiVersion: portcullis.dev/v1\nkind: Policy\nmetadata: {name: " + name
                + "}\nmatch: {connections: [orders]}\nrules:\n  - " + String.join("\n  - ", rules) + "\n";
    }

    public static String readers(String name) {
        return policy(
                name,
                "{name: connect, on: session, effect: allow, when: 'true'}",
                "{name: read, effect: allow, when: '\"agents\" in identity.groups && sql.readOnly'}",
                "{name: write, effect: hold, when: sql.writes, approval: {quorum: 1 of dba, ttl: 15m}}");
    }
}
