// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What the type of a statement says about it. A type that is not listed counts as everything at once.
///
/// @param kind its name in rules
/// @param writes it changes data or locks rows
/// @param administrative it changes schema, roles, rights, settings, or other sessions
/// @param opaque its text does not say what it does
record Traits(String kind, boolean writes, boolean administrative, boolean opaque) {

    private static final int ACCESS_SHARE = 1;

    private static final Map<String, Traits> BY_TYPE = Map.ofEntries(
            Map.entry("SelectStmt", reads("SELECT")),
            Map.entry("InsertStmt", writes("INSERT")),
            Map.entry("UpdateStmt", writes("UPDATE")),
            Map.entry("DeleteStmt", writes("DELETE")),
            Map.entry("MergeStmt", writes("MERGE")),
            Map.entry("TruncateStmt", writes("TRUNCATE")),
            Map.entry("ExplainStmt", reads("EXPLAIN")),
            Map.entry("VariableShowStmt", reads("SHOW")),
            Map.entry("ConstraintsSetStmt", reads("SET")),
            Map.entry("PrepareStmt", reads("PREPARE")),
            Map.entry("ExecuteStmt", new Traits("EXECUTE", false, false, true)),
            Map.entry("DeallocateStmt", reads("DEALLOCATE")),
            Map.entry("DeclareCursorStmt", reads("DECLARE")),
            Map.entry("ClosePortalStmt", reads("CLOSE")),
            Map.entry("UnlistenStmt", reads("UNLISTEN")),
            // A channel carries what nobody masks, and reaches other sessions.
            Map.entry("ListenStmt", administers("LISTEN")),
            Map.entry("NotifyStmt", administers("NOTIFY")),
            Map.entry("DoStmt", new Traits("DO", true, false, true)),
            Map.entry("CallStmt", new Traits("CALL", true, false, true)),
            Map.entry("CreateTableAsStmt", new Traits("CREATE", true, true, false)),
            Map.entry("RefreshMatViewStmt", new Traits("REFRESH", true, true, false)),
            Map.entry("CommentStmt", administers("COMMENT")),
            Map.entry("SecLabelStmt", administers("SECURITY LABEL")),
            Map.entry("ClusterStmt", administers("CLUSTER")),
            Map.entry("ReindexStmt", administers("REINDEX")),
            Map.entry("CheckPointStmt", administers("CHECKPOINT")),
            Map.entry("LoadStmt", new Traits("LOAD", false, true, true)),
            Map.entry("ImportForeignSchemaStmt", administers("IMPORT")),
            Map.entry("ReassignOwnedStmt", administers("REASSIGN")),
            Map.entry("RenameStmt", administers("ALTER")),
            Map.entry("CompositeTypeStmt", administers("CREATE")),
            Map.entry("DefineStmt", administers("CREATE")),
            Map.entry("IndexStmt", administers("CREATE")),
            Map.entry("RuleStmt", administers("CREATE")),
            Map.entry("ViewStmt", administers("CREATE")));

    /// The traits of one statement node, without those inside it.
    static Traits of(String type, JsonNode body) {
        Traits fixed = BY_TYPE.get(type);
        if (fixed != null) {
            return fixed;
        }
        return switch (type) {
            case "TransactionStmt" -> transaction(Ast.text(body, "kind"));
            case "FetchStmt" -> reads(Ast.flag(body, "ismove") ? "MOVE" : "FETCH");
            case "VariableSetStmt" -> reads(Ast.text(body, "kind").startsWith("VAR_RESET") ? "RESET" : "SET");
            case "DiscardStmt" -> discard(Ast.text(body, "target"));
            case "VacuumStmt" -> administers(Ast.flag(body, "is_vacuumcmd") ? "VACUUM" : "ANALYZE");
            case "GrantStmt", "GrantRoleStmt" -> administers(Ast.flag(body, "is_grant") ? "GRANT" : "REVOKE");
            case "CopyStmt" -> copy(body);
            case "LockStmt" -> locksLikeReading(body) ? reads("LOCK") : writes("LOCK");
            default -> definition(type);
        };
    }

    /// `ACCESS SHARE` is the lock that every `SELECT` takes, and all it keeps out is a change of the table itself.
    static boolean locksLikeReading(JsonNode lock) {
        return lock.path("mode").asInt(0) == ACCESS_SHARE;
    }

    private static Traits transaction(String kind) {
        String name = kind.substring("TRANS_STMT_".length()).replace('_', ' ');
        return switch (name) {
            case "START" -> reads("BEGIN");
            case "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "ROLLBACK TO" -> reads(name);
            // Two-phase commit leaves a transaction behind that holds its locks without any session.
            case "PREPARE" -> new Traits("PREPARE TRANSACTION", true, true, false);
            default -> new Traits(name, true, true, false);
        };
    }

    private static Traits discard(String target) {
        return target.equals("DISCARD_PLANS") || target.equals("DISCARD_SEQUENCES")
                ? reads("DISCARD")
                : administers("DISCARD");
    }

    private static Traits copy(JsonNode body) {
        boolean serverSide = Ast.has(body, "filename") || Ast.flag(body, "is_program");
        return new Traits("COPY", Ast.flag(body, "is_from"), serverSide, Ast.flag(body, "is_program"));
    }

    private static Traits definition(String type) {
        for (String verb : new String[] {"Create", "Alter", "Drop"}) {
            if (type.startsWith(verb)) {
                return administers(verb.toUpperCase(Locale.ROOT));
            }
        }
        return new Traits(type.replace("Stmt", "").toUpperCase(Locale.ROOT), true, true, true);
    }

    private static Traits reads(String kind) {
        return new Traits(kind, false, false, false);
    }

    private static Traits writes(String kind) {
        return new Traits(kind, true, false, false);
    }

    private static Traits administers(String kind) {
        return new Traits(kind, false, true, false);
    }
}
