// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import dev.portcullis.engine.classifications.Classifications;
import dev.portcullis.sql.CatalogSnapshot;
import java.util.List;

/// The sample database with what an evader would like to find beside it: views, children, functions, and the server's
/// own relations.
record EvasionCatalog(CatalogSnapshot snapshot) {

    private static final String[] CUSTOMER = {"id", "name", "email", "phone", "ssn", "card_number", "created_at"};
    private static final String[] ORDER = {"id", "customer_id", "status", "total", "created_at"};

    static EvasionCatalog classifiedBy(Classifications classifications) {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(List.of("public"));
        relation(catalog, 1, "public", "customers", 'r', null, CUSTOMER);
        relation(catalog, 2, "public", "orders", 'p', null, ORDER);
        relation(catalog, 3, "public", "payments", 'r', null, "id", "order_id", "amount", "method", "card_last4");
        relation(catalog, 4, "public", "api_keys", 'r', null, "id", "customer_id", "label", "secret", "created_at");
        relation(catalog, 5, "public", "customers_archive", 'r', null, CUSTOMER);
        relation(catalog, 6, "public", "orders_2026", 'r', null, ORDER);
        catalog.inherits(5, 1);
        catalog.inherits(6, 2);
        views(catalog);
        system(catalog);
        catalog.function("public", "order_total", 1, 1, 's');
        catalog.function("public", "purge", 0, 1, 'v');
        catalog.function("app", "lower", 1, 1, 'v');
        classifications.columns().forEach(c -> catalog.classify(c.schema(), c.relation(), c.column(), c.tag()));
        return new EvasionCatalog(catalog.build());
    }

    private static void views(CatalogSnapshot.Builder catalog) {
        relation(
                catalog,
                10,
                "public",
                "customer_orders",
                'v',
                "SELECT c.id AS customer_id, c.name, c.email, o.id AS order_id"
                        + " FROM public.customers c JOIN public.orders o ON o.customer_id = c.id",
                "customer_id",
                "name",
                "email",
                "order_id");
        relation(
                catalog,
                11,
                "public",
                "contact_cards",
                'v',
                "SELECT id, lower(email) AS contact, ssn AS number FROM public.customers",
                "id",
                "contact",
                "number");
        relation(
                catalog,
                12,
                "public",
                "cards",
                'm',
                "SELECT id, card_number AS pan FROM public.customers",
                "id",
                "pan");
        relation(catalog, 13, "public", "noisy", 'v', "SELECT public.purge() AS x", "x");
        relation(catalog, 14, "public", "unreadable", 'v', "SELECT FROM WHERE", "x");
    }

    private static void system(CatalogSnapshot.Builder catalog) {
        String schema = "pg_catalog";
        relation(catalog, 100, schema, "pg_stats", 'v', "", "tablename", "attname", "most_common_vals");
        relation(catalog, 101, schema, "pg_stat_activity", 'v', "", "pid", "usename", "query");
        relation(catalog, 102, schema, "pg_class", 'r', null, "oid", "relname");
        relation(catalog, 103, schema, "pg_authid", 'r', null, "oid", "rolname", "rolpassword");
        relation(catalog, 104, schema, "pg_shadow", 'v', "", "usename", "passwd");
        relation(catalog, 105, schema, "pg_settings", 'v', "", "name", "setting");
        relation(catalog, 106, schema, "pg_statistic", 'r', null, "starelid", "stavalues1");
        relation(catalog, 107, schema, "pg_largeobject", 'r', null, "loid", "data");
        relation(catalog, 108, schema, "pg_largeobject_metadata", 'r', null, "oid", "lomowner");
        relation(catalog, 109, schema, "pg_user_mappings", 'v', "", "usename", "umoptions");
        relation(catalog, 110, "public", "pg_stat_statements", 'v', "SELECT 1", "query");
        relation(catalog, 111, "pg_toast", "pg_toast_1001", 't', null, "chunk_id", "chunk_data");
    }

    private static void relation(
            CatalogSnapshot.Builder catalog,
            long oid,
            String schema,
            String name,
            char kind,
            String definition,
            String... columns) {
        catalog.relation(oid, schema, name, kind, definition);
        for (int i = 0; i < columns.length; i++) {
            catalog.column(oid, columns[i], i + 1, 25, false);
        }
    }
}
