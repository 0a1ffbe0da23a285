// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

/// Asks a target what it has that changes what a command does to a relation.
final class TargetTraits {

    /// Stands in every whole answer.
    static final String LOOKED = "looked";

    private TargetTraits() {}

    /// A query that answers with one sentence for each.
    static String query(String schema, String relation) {
        return """
                SELECT t.said FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                 CROSS JOIN LATERAL (VALUES
                   (true, 'looked'),
                   (c.relrowsecurity, 'Row-level security may leave rows alone.'),
                   (c.relhasrules, 'A rule may rewrite the command.'),
                   (c.relhassubclass, 'Tables that inherit from this one may have triggers and rules of their own.'),
                   (EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
                             WHERE k.confrelid = c.oid AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))),
                    'Foreign keys may have it change rows of other tables.'),
                   (EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g
                             WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D'),
                    'A trigger may change more rows, or fewer.')) t(holds, said)
                 WHERE t.holds AND n.nspname = %s AND c.relname = %s""".formatted(literal(schema), literal(relation));
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
