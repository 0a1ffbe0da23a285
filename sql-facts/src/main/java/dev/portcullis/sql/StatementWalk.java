// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlColumn.Use;
import dev.portcullis.contracts.command.SqlRelation.Access;
import dev.portcullis.contracts.command.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Walks one statement and puts together what is known of it.
final class StatementWalk {

    private static final Set<String> RELATIONS = Set.of(
            "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE", "OBJECT_SEQUENCE", "OBJECT_INDEX");

    private final Walk walk;
    private final StatementFacts facts;
    private final List<NameUse> names = new ArrayList<>();
    private List<OutputColumn> output = List.of();
    private boolean returnsRows;
    private boolean bounded = true;
    private boolean copyIn;
    private @Nullable CopyOut copyOut;
    private boolean fromSession;
    private TransactionEffect effect = TransactionEffect.NONE;

    StatementWalk(Catalog catalog, Views views, int budget) {
        this.facts = new StatementFacts(catalog, budget);
        this.walk = new Walk(catalog, views, facts, 0);
    }

    AnalyzedStatement of(ParseTree.Statement statement) {
        JsonNode node = statement.node();
        Kinds kinds = new Kinds(node);
        statement(node);
        cursorUses(node);
        if (!fromSession) {
            output.forEach(c -> facts.use(c.lineage(), Use.OUTPUT));
        }
        boolean administrative = kinds.administrative() || facts.isAdministrative();
        boolean opaque = kinds.opaque() || facts.isOpaque();
        boolean readOnly = !kinds.writes() && !administrative && !opaque && !facts.hasSideEffects();
        SqlStatement known = new SqlStatement(
                kinds.all().getFirst(),
                kinds.all(),
                readOnly,
                kinds.writes(),
                administrative,
                opaque,
                kinds.allHaveWhere(),
                bounded,
                facts.relations(),
                facts.columns(),
                facts.functions(),
                facts.settings(),
                facts.classifications());
        return new AnalyzedStatement(
                known, statement.text(), returnsRows, output, names, effect, copyIn, copyOut, facts.search());
    }

    private void statement(JsonNode node) {
        JsonNode body = Ast.body(node);
        switch (Ast.type(node)) {
            case "SelectStmt" -> {
                Settings.noteRowOfSettings(body, facts);
                output = walk.selects().select(body, Scope.EMPTY);
                returnsRows = !into(body);
                if (!returnsRows) {
                    output.forEach(c -> facts.use(c.lineage(), Use.OUTPUT));
                    output = List.of();
                }
                bounded = !returnsRows || RowBounds.bounded(body);
            }
            case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" -> {
                output = walk.modifications().query(node, Scope.EMPTY);
                returnsRows = Ast.has(body, "returningClause");
                JsonNode rows = body.path("selectStmt").path("SelectStmt");
                bounded = !returnsRows || (!rows.isMissingNode() && RowBounds.bounded(rows));
            }
            case "ExplainStmt" -> explain(body);
            case "PrepareStmt" -> {
                prepared(body.path("query"));
                names.add(new NameUse(NameUse.Action.PREPARES, Ast.text(body, "name")));
            }
            case "DeclareCursorStmt" -> {
                prepared(body.path("query"));
                names.add(new NameUse(NameUse.Action.DECLARES_CURSOR, Ast.text(body, "portalname")));
            }
            case "ExecuteStmt" -> execute(body);
            case "DeallocateStmt" -> names.add(new NameUse(NameUse.Action.DEALLOCATES, Ast.text(body, "name")));
            case "FetchStmt" -> fetch(body);
            case "ClosePortalStmt" ->
                names.add(new NameUse(NameUse.Action.CLOSES_CURSOR, Ast.text(body, "portalname")));
            case "DiscardStmt" -> {
                if (Ast.text(body, "target").equals("DISCARD_ALL")) {
                    names.add(new NameUse(NameUse.Action.DEALLOCATES, ""));
                    names.add(new NameUse(NameUse.Action.CLOSES_CURSOR, ""));
                }
            }
            case "VariableSetStmt" -> Settings.note(body, facts);
            case "VariableShowStmt" -> show(Ast.text(body, "name"));
            case "TransactionStmt" -> transaction(body);
            case "CopyStmt" -> copy(body);
            case "DropStmt" -> drop(body);
            case "CallStmt" -> call(body);
            case "TruncateStmt" -> named(body, Access.WRITE);
            case "LockStmt" -> named(body, Traits.locksLikeReading(body) ? Access.READ : Access.WRITE);
            default -> utility(body);
        }
    }

    private void named(JsonNode body, Access access) {
        body.path("relations").forEach(r -> walk.relations().find(r.path("RangeVar"), access));
    }

    /// `SELECT … INTO` makes a table and returns nothing.
    private boolean into(JsonNode select) {
        for (JsonNode leaf = select; !leaf.isMissingNode(); leaf = leaf.path("larg")) {
            JsonNode target = leaf.path("intoClause").path("rel");
            if (!target.isMissingNode()) {
                walk.relations().find(target, Access.DEFINE);
                return true;
            }
        }
        return false;
    }

    private void rows(OutputColumn column) {
        returnsRows = true;
        output = List.of(column);
    }

    private void show(String name) {
        returnsRows = true;
        output = Stream.of(name.equals("all") ? new String[] {"name", "setting", "description"} : new String[] {name})
                .map(n -> new OutputColumn(n, walk.lineages().nothing()))
                .toList();
    }

    private void explain(JsonNode body) {
        JsonNode query = body.path("query");
        prepared(query);
        boolean calls = !facts.functions().stream().allMatch(f -> f.known() && !f.sideEffects());
        output.forEach(c -> facts.use(c.lineage(), Use.OUTPUT));
        // A plan shows the constants of the command; what the planner computed in advance may be among them.
        Lineage plan = calls || facts.isOpaque()
                ? walk.lineages().untraceable()
                : walk.lineages().nothing();
        rows(new OutputColumn("QUERY PLAN", plan));
        bounded = true;
    }

    /// A statement that is only made ready, or explained: its output is kept, but not returned now.
    private void prepared(JsonNode query) {
        statement(query);
        returnsRows = false;
    }

    private void execute(JsonNode body) {
        names.add(new NameUse(NameUse.Action.EXECUTES, Ast.text(body, "name")));
        facts.use(walk.expressions().parts(body.path("params"), Scope.EMPTY), Use.FILTER);
        facts.opaque();
        rows(unknown());
        // What the rows are and touch is only known to the session.
        fromSession = true;
        bounded = false;
    }

    /// A procedure answers with a row when it has parameters to give back.
    private void call(JsonNode body) {
        JsonNode procedure = body.path("funccall");
        List<String> name = Ast.strings(procedure.path("funcname"));
        JsonNode arguments = procedure.path("args");
        facts.function(name.size() > 1 ? name.get(name.size() - 2) : null, name.getLast(), arguments.size());
        facts.use(walk.expressions().parts(arguments, Scope.EMPTY), Use.FILTER);
        rows(unknown());
    }

    private void fetch(JsonNode body) {
        names.add(new NameUse(NameUse.Action.USES_CURSOR, Ast.text(body, "portalname")));
        if (!Ast.flag(body, "ismove")) {
            rows(unknown());
            // What the rows touch was said, and decided, of the cursor's own query.
            fromSession = true;
            // The largest number is how ALL arrives here.
            bounded = Math.abs(body.path("howMany").asLong(0)) < Integer.MAX_VALUE;
        }
    }

    private OutputColumn unknown() {
        return new OutputColumn("*", walk.lineages().untraceable(), null, true);
    }

    private void transaction(JsonNode body) {
        Settings.noteTransactionModes(body.path("options"), facts);
        effect = switch (Ast.text(body, "kind")) {
            case "TRANS_STMT_BEGIN", "TRANS_STMT_START" -> TransactionEffect.BEGIN;
            case "TRANS_STMT_COMMIT" -> TransactionEffect.COMMIT;
            case "TRANS_STMT_ROLLBACK" -> TransactionEffect.ROLLBACK;
            case "TRANS_STMT_SAVEPOINT" -> TransactionEffect.SAVEPOINT;
            case "TRANS_STMT_RELEASE" -> TransactionEffect.RELEASE;
            case "TRANS_STMT_ROLLBACK_TO" -> TransactionEffect.ROLLBACK_TO;
            default -> TransactionEffect.TWO_PHASE;
        };
    }

    private void copy(JsonNode body) {
        boolean toClient = !Ast.has(body, "filename") && !Ast.flag(body, "is_program");
        if (Ast.flag(body, "is_from")) {
            copyIn = toClient;
            RangeItem target = walk.relations().item(body.path("relation"), Access.WRITE);
            copied(target, body).forEach(c -> facts.use(c.lineage(), Use.WRITE));
            walk.expressions().filter(body.path("whereClause"), Scope.EMPTY.plus(List.of(target)));
            return;
        }
        if (Ast.has(body, "query")) {
            prepared(body.path("query"));
        } else {
            output = copied(walk.relations().item(body.path("relation"), Access.READ), body);
            bounded = false;
        }
        if (toClient) {
            copyOut = CopyOptions.of(body, types());
        }
    }

    /// The types of the output's columns, 0 where they are not those of a relation's column.
    private List<Long> types() {
        return output.stream().anyMatch(OutputColumn::repeats)
                ? List.of()
                : output.stream()
                        .map(column -> walk.relations().typeOf(column.origin()))
                        .toList();
    }

    /// The columns that `COPY` of a table moves: those named, or all that are not generated.
    private List<OutputColumn> copied(RangeItem table, JsonNode body) {
        List<String> named = Ast.strings(body.path("attlist"));
        if (!named.isEmpty()) {
            return named.stream().map(name -> walk.lookup().inItem(table, name)).toList();
        }
        CatalogRelation relation = table.relation();
        return table.columns().stream()
                .filter(c -> relation == null
                        || relation.columns().stream()
                                .noneMatch(k -> k.generated() && k.name().equals(c.name())))
                .toList();
    }

    private void drop(JsonNode body) {
        if (!RELATIONS.contains(Ast.text(body, "removeType"))) {
            return;
        }
        for (JsonNode object : body.path("objects")) {
            List<String> name = Ast.items(object).stream().map(Ast::string).toList();
            walk.relations().find(name.size() > 1 ? name.get(name.size() - 2) : null, name.getLast(), Access.DEFINE);
        }
    }

    /// Any other statement: every relation named in it is taken note of, and a query inside it is read as such.
    private void utility(JsonNode body) {
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            element(entry.getValue());
        }
        output = List.of();
    }

    private void element(JsonNode node) {
        facts.work(1);
        if (node.has("relname") && node.path("relname").isString()) {
            walk.relations().find(node, Access.DEFINE);
        } else if (Ast.isWrapped(node) && Ast.type(node).endsWith("Stmt")) {
            nested(node);
        } else if (node.has("FuncCall")) {
            List<String> name = Ast.strings(node.path("FuncCall").path("funcname"));
            facts.function(
                    name.size() > 1 ? name.get(name.size() - 2) : null,
                    name.getLast(),
                    node.path("FuncCall").path("args").size());
            node.path("FuncCall").forEach(this::element);
        } else {
            node.forEach(this::element);
        }
    }

    private void nested(JsonNode node) {
        switch (Ast.type(node)) {
            case "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" ->
                walk.modifications().query(node, Scope.EMPTY).forEach(c -> facts.use(c.lineage(), Use.OUTPUT));
            case "ExecuteStmt" -> execute(Ast.body(node));
            default -> utility(Ast.body(node));
        }
    }

    /// `WHERE CURRENT OF cursor`, at any depth.
    private void cursorUses(JsonNode node) {
        if (node.has("CurrentOfExpr")) {
            names.add(new NameUse(NameUse.Action.USES_CURSOR, Ast.text(node.path("CurrentOfExpr"), "cursor_name")));
        }
        node.forEach(this::cursorUses);
    }
}
