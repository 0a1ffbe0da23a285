// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// What to ask a target so that a [CatalogSnapshot] can be built of the answers. Run them in one transaction
/// (`REPEATABLE READ`, read only), [#ISOLATE] first: with an empty search path PostgreSQL writes every name
/// in a view's definition with its schema.
public final class CatalogQueries {

    /// To be run before the others.
    public static final String ISOLATE = "SET LOCAL search_path TO ''";

    private static final String RELATIONS_OF_INTEREST = """
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
               AND n.nspname NOT LIKE 'pg\\_temp\\_%' AND n.nspname NOT LIKE 'pg\\_toast%'
            """;

    /// `oid int8, schema text, name text, relkind text, definition text?`, for
    /// [CatalogSnapshot.Builder#relation].
    public static final String RELATIONS = """
            SELECT c.oid::pg_catalog.int8, n.nspname::pg_catalog.text, c.relname::pg_catalog.text,
                   c.relkind::pg_catalog.text,
                   CASE WHEN c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                        THEN pg_catalog.pg_get_viewdef(c.oid) END
            """ + RELATIONS_OF_INTEREST;

    /// `relation int8, name text, attnum int4, type int8, generated bool` in the order of columns, for
    /// [CatalogSnapshot.Builder#column].
    public static final String COLUMNS = """
            SELECT a.attrelid::pg_catalog.int8, a.attname::pg_catalog.text, a.attnum::pg_catalog.int4,
                   a.atttypid::pg_catalog.int8, a.attgenerated <> ''
              FROM pg_catalog.pg_attribute a
             WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (SELECT c.oid
            """ + RELATIONS_OF_INTEREST + ") ORDER BY a.attrelid, a.attnum";

    /// `child int8, parent int8`, for [CatalogSnapshot.Builder#inherits].
    public static final String INHERITANCE =
            "SELECT inhrelid::pg_catalog.int8, inhparent::pg_catalog.int8 FROM pg_catalog.pg_inherits";

    /// `schema text, name text, fewest int4, most int4, volatility text`; `most` is -1 when there is no
    /// bound. For [CatalogSnapshot.Builder#function].
    public static final String FUNCTIONS = """
            SELECT n.nspname::pg_catalog.text, p.proname::pg_catalog.text,
                   (p.pronargs - p.pronargdefaults - CASE WHEN p.provariadic <> 0 THEN 1 ELSE 0 END)::pg_catalog.int4,
                   CASE WHEN p.provariadic <> 0 THEN -1 ELSE p.pronargs END::pg_catalog.int4,
                   p.provolatile::pg_catalog.text
              FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
             WHERE n.nspname NOT LIKE 'pg\\_temp\\_%'
            """;

    /// `fingerprint text`: as long as it is what it was when the others were asked, in the same snapshot, they would
    /// answer as they did. It stands for every version of every row that they read, and of what defines views, and
    /// needs no view to be written out.
    public static final String FINGERPRINT = "SELECT pg_catalog.concat_ws(' ', "
            + String.join(
                    ", ",
                    rows("pg_class", "oid IN (SELECT c.oid " + RELATIONS_OF_INTEREST + ")"),
                    rows("pg_attribute", "attnum > 0 AND attrelid IN (SELECT c.oid " + RELATIONS_OF_INTEREST + ")"),
                    rows("pg_rewrite", "ev_class IN (SELECT c.oid " + RELATIONS_OF_INTEREST + ")"),
                    rows("pg_inherits", "true"),
                    rows("pg_proc", "true"),
                    rows("pg_namespace", "nspname NOT LIKE 'pg\\_temp\\_%' AND nspname NOT LIKE 'pg\\_toast%'"))
            + ")";

    /// The number of rows, and the sum of a hash of each one's place and of the transaction that wrote it there.
    private static String rows(String table, String condition) {
        return "(SELECT pg_catalog.concat_ws(':', pg_catalog.count(*), pg_catalog.sum(pg_catalog.hashtextextended("
                + "pg_catalog.concat_ws(' ', ctid, xmin), 0))) FROM pg_catalog." + table + " WHERE " + condition + ")";
    }

    private CatalogQueries() {}
}
