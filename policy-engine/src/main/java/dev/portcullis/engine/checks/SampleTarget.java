// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.engine.policies.PolicyTests;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.CatalogSnapshot;
import java.util.List;

/// The made-up target of a policy's tests.
final class SampleTarget {

    static final String HOST = "target.example";

    private static final int PORT = 5432;
    private static final int HTTPS = 443;
    private static final HttpTarget API = new HttpTarget(
            "",
            true,
            HttpTarget.Api.GENERIC,
            new HttpTarget.CredentialUse(HttpTarget.CredentialUse.Kind.NONE, "", "", "", "", List.of()),
            false,
            List.of(),
            new HttpTarget.Limits(1, 1, 1, 1, 1));
    private static final int TEXT = 25;

    private SampleTarget() {}

    static Connection connection(PolicyTests tests) {
        return new Connection(
                tests.connection(),
                tests.http() ? "http" : "postgres",
                HOST,
                tests.http() ? HTTPS : PORT,
                tests.connection(),
                tests.labels(),
                new Connection.Tls("", ""),
                new Connection.Credential("", ""),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                0,
                tests.http() ? API : null,
                Connection.GrantRule.NONE);
    }

    /// The tables of the tests, each column a text.
    static Catalog catalog(PolicyTests tests) {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(List.of("public"));
        long oid = 1;
        for (var table : tests.tables().entrySet()) {
            String[] name = name(table.getKey());
            catalog.relation(oid, name[0], name[1], 'r', null);
            int number = 1;
            for (String column : table.getValue()) {
                catalog.column(oid, column, number++, TEXT, false);
            }
            oid++;
        }
        tests.classifications()
                .forEach((table, columns) -> columns.forEach((column, tags) -> {
                    String[] name = name(table);
                    tags.forEach(tag -> catalog.classify(name[0], name[1], column, tag));
                }));
        return catalog.build();
    }

    private static String[] name(String qualified) {
        return qualified.split("\\.", 2);
    }
}
