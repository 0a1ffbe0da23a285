// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.List;

/// The catalogue that the corpus is about: customers with personal data, orders, keys, views over them.
final class SampleCatalog {

    static final List<String> SEARCH_PATH = List.of("public", "app");

    private SampleCatalog() {}

    static CatalogSnapshot get() {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(SEARCH_PATH);
        table(
                catalog,
                1001,
                "public",
                "customers",
                'r',
                null,
                "id",
                "name",
                "email",
                "phone",
                "ssn",
                "city",
                "address");
        table(catalog, 1002, "public", "orders", 'p', null, "id", "customer_id", "amount", "note", "created_at");
        table(catalog, 1003, "app", "api_keys", 'r', null, "id", "customer_id", "key", "label");
        table(catalog, 1004, "public", "products", 'r', null, "id", "title", "price");
        table(catalog, 1005, "public", "orders_2026", 'r', null, "id", "customer_id", "amount", "note", "created_at");
        table(
                catalog,
                1010,
                "public",
                "customer_names",
                'v',
                "SELECT id, name, email AS contact FROM public.customers",
                "id",
                "name",
                "contact");
        table(
                catalog,
                1011,
                "public",
                "customer_stats",
                'v',
                "SELECT c.city, count(*) AS n, max(lower(n.contact)) AS last_contact"
                        + " FROM public.customers c JOIN public.customer_names n USING (id) GROUP BY c.city",
                "city",
                "n",
                "last_contact");
        table(
                catalog,
                1012,
                "public",
                "totals",
                'm',
                "SELECT customer_id, sum(amount) AS total FROM public.orders GROUP BY customer_id",
                "customer_id",
                "total");
        table(catalog, 1013, "public", "noisy", 'v', "SELECT public.audit_me(id) AS x FROM public.customers", "x");
        table(catalog, 1014, "public", "broken", 'v', "SELECT FROM WHERE", "x");
        table(catalog, 2001, "pg_catalog", "pg_class", 'r', null, "oid", "relname", "relnamespace", "relkind");
        table(catalog, 2002, "pg_catalog", "pg_namespace", 'r', null, "oid", "nspname");
        table(catalog, 2003, "pg_catalog", "pg_stats", 'v', "ignored", "tablename", "attname", "most_common_vals");
        table(catalog, 2004, "pg_catalog", "pg_settings", 'v', "ignored", "name", "setting");
        table(catalog, 2005, "pg_catalog", "pg_authid", 'r', null, "oid", "rolname", "rolpassword");
        table(catalog, 2006, "pg_catalog", "pg_stat_activity", 'v', "ignored", "pid", "query");
        table(catalog, 2007, "information_schema", "tables", 'v', "ignored", "table_schema", "table_name");
        catalog.inherits(1005, 1002);
        catalog.function("public", "total_of", 1, 1, 's');
        catalog.function("public", "clean", 1, 1, 'i');
        catalog.function("public", "audit_me", 1, 1, 'v');
        catalog.function("app", "upper", 1, 1, 'v');
        classify(catalog);
        return catalog.build();
    }

    static void classify(CatalogSnapshot.Builder catalog) {
        catalog.classify("public", "customers", "email", "pii.email");
        catalog.classify("public", "customers", "ssn", "pii.ssn");
        catalog.classify("public", "customers", "phone", "pii.phone");
        catalog.classify("app", "api_keys", "key", "secret.api-key");
        catalog.classify("public", "orders_2026", "note", "pii.note");
        catalog.classify("public", "customer_names", "name", "pii.name");
    }

    private static void table(
            CatalogSnapshot.Builder catalog,
            long oid,
            String schema,
            String name,
            char kind,
            String definition,
            String... columns) {
        catalog.relation(oid, schema, name, kind, definition);
        for (int i = 0; i < columns.length; i++) {
            catalog.column(oid, columns[i], i + 1, 25, columns[i].equals("address"));
        }
    }
}
