// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Optional;

/// The types of everything a condition may read. Values are [Facts] of them; these types exist so that a
/// misspelt attribute is an error when the policy is saved, and not a rule that never matches.
final class AttributeTypes implements CelTypeProvider {

    private static final CelType BOOL = SimpleType.BOOL;
    private static final CelType NUMBER = SimpleType.INT;
    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType TEXTS = ListType.create(TEXT);
    private static final CelType TEXT_BY_TEXT = MapType.create(TEXT, TEXT);

    static final StructType IDENTITY = struct(
            "Identity",
            ImmutableMap.<String, CelType>builder()
                    .put("subject", TEXT)
                    .put("issuer", TEXT)
                    .put("clientId", TEXT)
                    .put("groups", TEXTS)
                    .put("roles", TEXTS)
                    .put("actors", TEXTS)
                    .put("claims", TEXT_BY_TEXT)
                    .buildOrThrow());
    static final StructType CONNECTION =
            struct("Connection", ImmutableMap.of("name", TEXT, "type", TEXT, "labels", TEXT_BY_TEXT));
    static final StructType SESSION = struct(
            "Session",
            ImmutableMap.<String, CelType>builder()
                    .put("id", TEXT)
                    .put("protocol", TEXT)
                    .put("clientAddress", TEXT)
                    .put("startedAt", SimpleType.TIMESTAMP)
                    .put("commands", NUMBER)
                    .put("rows", NUMBER)
                    .put("bytes", NUMBER)
                    .put("classifications", TEXTS)
                    .put("risk", NUMBER)
                    .buildOrThrow());
    static final StructType REQUEST = struct("Request", ImmutableMap.of("time", SimpleType.TIMESTAMP));
    static final StructType COMMAND = struct("Command", ImmutableMap.of("kind", TEXT));

    static final StructType SQL_RELATION =
            struct("SqlRelation", ImmutableMap.of("schema", TEXT, "name", TEXT, "known", BOOL, "access", TEXT));
    static final StructType SQL_COLUMN =
            struct("SqlColumn", ImmutableMap.of("relation", TEXT, "name", TEXT, "use", TEXT, "classifications", TEXTS));
    static final StructType SQL_FUNCTION =
            struct("SqlFunction", ImmutableMap.of("schema", TEXT, "name", TEXT, "known", BOOL, "sideEffects", BOOL));
    static final StructType SQL_STATEMENT = struct(
            "SqlStatement",
            ImmutableMap.<String, CelType>builder()
                    .put("kind", TEXT)
                    .put("kinds", TEXTS)
                    .put("readOnly", BOOL)
                    .put("writes", BOOL)
                    .put("administrative", BOOL)
                    .put("opaque", BOOL)
                    .put("hasWhere", BOOL)
                    .put("hasLimit", BOOL)
                    .put("relations", ListType.create(SQL_RELATION))
                    .put("columns", ListType.create(SQL_COLUMN))
                    .put("functions", ListType.create(SQL_FUNCTION))
                    .put("settings", TEXTS)
                    .put("classifications", TEXTS)
                    .buildOrThrow());
    static final StructType SQL = struct(
            "Sql",
            ImmutableMap.<String, CelType>builder()
                    .put("statements", ListType.create(SQL_STATEMENT))
                    .put("kinds", TEXTS)
                    .put("readOnly", BOOL)
                    .put("writes", BOOL)
                    .put("administrative", BOOL)
                    .put("opaque", BOOL)
                    .put("hasLimit", BOOL)
                    .put("classifications", TEXTS)
                    .put("fingerprint", TEXT)
                    .buildOrThrow());

    static final StructType HTTP = struct(
            "Http",
            ImmutableMap.<String, CelType>builder()
                    .put("method", TEXT)
                    .put("host", TEXT)
                    .put("path", TEXT)
                    .put("query", MapType.create(TEXT, TEXTS))
                    .put("headers", TEXT_BY_TEXT)
                    .put("contentType", TEXT)
                    .put("bodyBytes", NUMBER)
                    .put("findings", TEXTS)
                    .put("protectedFiles", TEXTS)
                    .buildOrThrow());
    static final StructType LLM = struct(
            "Llm",
            ImmutableMap.<String, CelType>builder()
                    .put("endpoint", TEXT)
                    .put("model", TEXT)
                    .put("stream", BOOL)
                    .put("roles", TEXTS)
                    .put("tools", TEXTS)
                    .put("tokenEstimate", NUMBER)
                    .put("maxTokens", NUMBER)
                    .put("images", BOOL)
                    .put("files", BOOL)
                    .put("hosts", TEXTS)
                    .put("stored", BOOL)
                    .put("continued", BOOL)
                    .put("findings", TEXTS)
                    .put("unknown", TEXTS)
                    .buildOrThrow());

    static final StructType TOOL =
            struct("Tool", ImmutableMap.of("name", TEXT, "arguments", TEXT_BY_TEXT, "findings", TEXTS));

    private static final ImmutableList<CelType> ALL = ImmutableList.of(
            IDENTITY,
            CONNECTION,
            SESSION,
            REQUEST,
            COMMAND,
            SQL,
            SQL_STATEMENT,
            SQL_RELATION,
            SQL_COLUMN,
            SQL_FUNCTION,
            HTTP,
            LLM,
            TOOL);

    @Override
    public ImmutableCollection<CelType> types() {
        return ALL;
    }

    @Override
    public Optional<CelType> findType(String typeName) {
        return ALL.stream().filter(type -> type.name().equals(typeName)).findFirst();
    }

    private static StructType struct(String name, ImmutableMap<String, CelType> fields) {
        return StructType.create(
                "portcullis." + name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
    }
}
