// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Set;

/// What PostgreSQL's own catalogue gives away.
public final class SystemCatalog {

    /// The classification of relations that show values, credentials or statements of others: statistics hold
    /// samples of every column, activity holds other sessions' SQL.
    public static final String SENSITIVE = "system.sensitive";

    private static final Set<String> SENSITIVE_RELATIONS = Set.of(
            "pg_authid",
            "pg_file_settings",
            "pg_hba_file_rules",
            "pg_ident_file_mappings",
            "pg_largeobject",
            "pg_shadow",
            "pg_stat_activity",
            "pg_stat_wal_receiver",
            "pg_statistic",
            "pg_statistic_ext_data",
            "pg_stats",
            "pg_stats_ext",
            "pg_stats_ext_exprs",
            "pg_subscription",
            "pg_user_mapping",
            "pg_user_mappings");

    /// Views that extensions put into any schema.
    private static final Set<String> SENSITIVE_EXTENSION_RELATIONS =
            Set.of("pg_stat_statements", "pg_stat_monitor", "pg_store_plans");

    private SystemCatalog() {}

    /// Whether `schema` belongs to the server itself.
    static boolean isSystem(String schema) {
        return schema.equals("pg_catalog") || schema.equals("information_schema");
    }

    /// Whether a relation counts as [#SENSITIVE] whoever classifies what.
    static boolean isSensitive(String schema, String relation) {
        return switch (schema) {
            case "pg_catalog" -> SENSITIVE_RELATIONS.contains(relation);
            case "information_schema" -> relation.contains("user_mapping");
            default -> schema.startsWith("pg_toast") || SENSITIVE_EXTENSION_RELATIONS.contains(relation);
        };
    }
}
