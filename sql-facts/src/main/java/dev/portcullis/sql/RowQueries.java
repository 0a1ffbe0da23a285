// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.sql.AffectedRows.Brought;
import dev.portcullis.sql.AffectedRows.Found;
import dev.portcullis.sql.AffectedRows.Untold;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Makes the queries of [AffectedRows]. Clauses are cut out by the scanner's tokens, which can be fooled (a column may
/// be called `set`); so what comes out is parsed, and thrown away unless its tree holds exactly the statement's parts.
final class RowQueries {

    private static final String ALIAS = "portcullis_rows";
    private static final Untold UNPROVEN = new Untold("No query could be made that surely finds the same rows.");

    /// What the tree of a query made here may consist of.
    private static final Set<String> PARTS =
            Set.of("targetList", "fromClause", "whereClause", "limitOption", "limitCount", "op", "withClause");

    private final SqlParser parser;
    private final Tokens tokens;
    private final String type;
    private final JsonNode body;

    RowQueries(SqlParser parser, String sql, JsonNode statement) throws SqlRefused {
        this.parser = parser;
        this.tokens = Tokens.of(parser, sql);
        this.type = Ast.type(statement);
        this.body = Ast.body(statement);
    }

    AffectedRows rows() throws SqlRefused {
        if (changesMore(body)) {
            return new Untold("Another statement or a lock is inside it.");
        }
        return switch (type) {
            case "UpdateStmt" -> update();
            case "DeleteStmt" -> delete();
            case "InsertStmt" -> insert();
            case "MergeStmt" -> new Untold("MERGE decides row by row what it does.");
            case "SelectStmt" -> new Untold("It changes no rows by itself.");
            default -> new Untold("There is no preview of this kind of statement.");
        };
    }

    /// Whether something inside would have to run, lock rows, or needs a cursor of the session.
    private static boolean changesMore(JsonNode node) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            switch (entry.getKey()) {
                case "UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt", "lockingClause", "CurrentOfExpr" -> {
                    return true;
                }
                default -> {
                    // Only what is named above matters.
                }
            }
        }
        for (JsonNode child : node) {
            if (changesMore(child)) {
                return true;
            }
        }
        return false;
    }

    private AffectedRows update() throws SqlRefused {
        int verb = tokens.find(0, tokens.size(), "UPDATE");
        int assigned = body.path("targetList")
                .path(0)
                .path("ResTarget")
                .path("location")
                .asInt(0);
        int set = verb;
        for (int i = verb + 1; i < tokens.size() && tokens.at(i).start() < assigned; i++) {
            set = tokens.at(i).is("SET") ? i : set;
        }
        if (set == verb) {
            return UNPROVEN;
        }
        int end = tokens.find(set, tokens.size(), "RETURNING");
        int where = tokens.find(set, end, "WHERE");
        int from = tokens.find(set, where, "FROM");
        return changed(
                new Clauses(
                        tokens.text(0, verb),
                        tokens.text(verb + 1, set),
                        tokens.text(from + 1, where),
                        tokens.text(where + 1, end)),
                body.path("fromClause"));
    }

    private AffectedRows delete() throws SqlRefused {
        int verb = tokens.find(0, tokens.size(), "DELETE");
        int end = tokens.find(verb, tokens.size(), "RETURNING");
        int where = tokens.find(verb, end, "WHERE");
        int using = tokens.find(verb, where, "USING");
        return changed(
                new Clauses(
                        tokens.text(0, verb),
                        // After `DELETE FROM`.
                        tokens.text(verb + 2, using),
                        tokens.text(using + 1, where),
                        tokens.text(where + 1, end)),
                body.path("usingClause"));
    }

    /// A statement's own words; empty where it has none.
    private record Clauses(String with, String table, String from, String where) {

        /// A target row changes once however many rows it is joined to.
        String condition() {
            String only = where.isEmpty() ? "" : " WHERE " + where;
            return from.isEmpty() ? only : " WHERE EXISTS (SELECT FROM " + from + only + ")";
        }

        String query(String output) {
            return with + " SELECT " + output + " FROM " + table + condition();
        }
    }

    private AffectedRows changed(Clauses clauses, JsonNode joined) throws SqlRefused {
        JsonNode target = body.path("relation");
        String alias = Ast.text(target.path("alias"), "aliasname");
        Found found = found(
                clauses.query("pg_catalog.count(*)"),
                clauses.query(quoted(alias.isEmpty() ? Ast.text(target, "relname") : alias) + ".*"));
        return holds(found, query -> {
            JsonNode from = query.path("fromClause");
            boolean sameTarget =
                    from.size() == 1 && SameTree.PLAIN.same(from.path(0).path("RangeVar"), target);
            return sameTarget && (joined.isMissingNode() ? sameWhere(query) : existsFor(query, joined));
        });
    }

    private boolean sameWhere(JsonNode query) {
        return SameTree.PLAIN.same(query.path("whereClause"), body.path("whereClause"));
    }

    private boolean existsFor(JsonNode query, JsonNode joined) {
        JsonNode exists = query.path("whereClause").path("SubLink");
        JsonNode inner = exists.path("subselect").path("SelectStmt");
        return Ast.text(exists, "subLinkType").equals("EXISTS_SUBLINK")
                && isPlain(inner)
                && SameTree.PLAIN.same(inner.path("fromClause"), joined)
                && sameWhere(inner);
    }

    private AffectedRows insert() throws SqlRefused {
        JsonNode source = body.path("selectStmt").path("SelectStmt");
        if (source.isMissingNode()) {
            return new Brought(1, atMost());
        }
        if (Ast.has(source, "valuesLists")) {
            return new Brought(source.path("valuesLists").size(), atMost());
        }
        int verb = tokens.find(0, tokens.size(), "INSERT");
        int end = beforeConflict(verb, tokens.find(verb, tokens.size(), "RETURNING"));
        int select = end;
        for (String word : new String[] {"SELECT", "WITH", "TABLE", "VALUES"}) {
            select = tokens.find(verb, select, word);
        }
        String rows = " FROM (" + tokens.text(select, end) + ") AS " + ALIAS;
        String with = tokens.text(0, verb);
        Found found = found(with + " SELECT pg_catalog.count(*)" + rows, with + " SELECT " + ALIAS + ".*" + rows);
        return holds(found, query -> {
            JsonNode from = query.path("fromClause");
            JsonNode subquery =
                    from.path(0).path("RangeSubselect").path("subquery").path("SelectStmt");
            return from.size() == 1 && !Ast.has(query, "whereClause") && SameTree.PLAIN.same(subquery, source);
        });
    }

    private int beforeConflict(int from, int until) {
        int on = tokens.find(from, until, "ON");
        while (on + 1 < until && !tokens.at(on + 1).is("CONFLICT")) {
            on = tokens.find(on + 1, until, "ON");
        }
        return on;
    }

    private boolean atMost() {
        return Ast.has(body, "onConflictClause");
    }

    private Found found(String count, String sample) {
        return new Found(count.strip(), sample.strip() + " LIMIT " + AffectedRows.SAMPLE, atMost());
    }

    private interface Proof {
        boolean holds(JsonNode query);
    }

    private AffectedRows holds(Found found, Proof proof) throws SqlRefused {
        return isProven(found.count(), proof) && isProven(found.sample(), proof) ? found : UNPROVEN;
    }

    private boolean isProven(String sql, Proof proof) throws SqlRefused {
        ParseTree tree;
        try {
            tree = parser.parse(sql);
        } catch (SqlRefused e) {
            if (e.reason() == SqlRefused.Reason.UNPARSABLE) {
                return false;
            }
            throw e;
        }
        JsonNode query = tree.statements().size() == 1
                ? tree.statements().getFirst().node().path("SelectStmt")
                : tree.statements().getFirst().node().path("none");
        return isPlain(query)
                && SameTree.PLAIN.same(query.path("withClause"), body.path("withClause"))
                && proof.holds(query);
    }

    /// A query made of nothing but the parts that are used here.
    private static boolean isPlain(JsonNode query) {
        return query.isObject() && query.properties().stream().allMatch(part -> PARTS.contains(part.getKey()));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
