// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the options of a `COPY`. One that is not known here, or holds what PostgreSQL would not take, makes the
/// format [CopyOut.Format#UNKNOWN].
final class CopyOptions {

    private static final Set<String> ON = Set.of("on", "true", "1");
    private static final Set<String> OFF = Set.of("off", "false", "0");
    private static final Set<String> UTF8 = Set.of("utf8", "utf-8", "unicode");

    private CopyOut.@Nullable Format format = CopyOut.Format.TEXT;
    private boolean understood = true;
    private boolean header;
    private @Nullable String delimiter;
    private @Nullable String nullMarker;
    private @Nullable String quote;
    private @Nullable String escape;

    private CopyOptions(JsonNode options) {
        for (JsonNode option : options) {
            JsonNode body = option.path("DefElem");
            take(Ast.text(body, "defname"), body.path("arg"));
        }
    }

    /// @param types of the columns, as far as they are known
    static CopyOut of(JsonNode copy, List<Long> types) {
        return new CopyOptions(copy.path("options")).copyOut(types);
    }

    private void take(String name, JsonNode argument) {
        switch (name) {
            case "format" -> format = format(Ast.string(argument));
            case "header" -> header = isOn(argument);
            case "delimiter" -> delimiter = Ast.string(argument);
            case "null" -> nullMarker = Ast.string(argument);
            case "quote" -> quote = Ast.string(argument);
            case "escape" -> escape = Ast.string(argument);
            case "encoding" -> understood &= UTF8.contains(Ast.string(argument).toLowerCase(Locale.ROOT));
            case "force_quote" -> {
                // Which values have quotes is seen in the rows.
            }
            default -> understood = false;
        }
    }

    private CopyOut.@Nullable Format format(String name) {
        return switch (name) {
            case "text" -> CopyOut.Format.TEXT;
            case "csv" -> CopyOut.Format.CSV;
            case "binary" -> CopyOut.Format.BINARY;
            default -> null;
        };
    }

    private boolean isOn(JsonNode argument) {
        String text = argument.isMissingNode() ? "on" : value(argument).toLowerCase(Locale.ROOT);
        understood &= ON.contains(text) || OFF.contains(text);
        return ON.contains(text);
    }

    /// A boolean may be written as a word, a number or a keyword.
    private static String value(JsonNode argument) {
        return switch (Ast.type(argument)) {
            case "String" -> Ast.string(argument);
            case "Integer" ->
                String.valueOf(argument.path("Integer").path("ival").asInt(0));
            case "Boolean" -> String.valueOf(Ast.flag(argument.path("Boolean"), "boolval"));
            default -> "?";
        };
    }

    private CopyOut copyOut(List<Long> types) {
        boolean csv = format == CopyOut.Format.CSV;
        byte between = single(delimiter, csv ? "," : "\t");
        byte around = single(quote, "\"");
        byte before = single(escape, quote == null ? "\"" : quote);
        String marker = nullMarker == null ? (csv ? "" : "\\N") : nullMarker;
        return new CopyOut(
                understood && format != null ? format : CopyOut.Format.UNKNOWN,
                header,
                between,
                marker,
                around,
                before,
                types);
    }

    private byte single(@Nullable String given, String usual) {
        byte[] bytes = (given == null ? usual : given).getBytes(StandardCharsets.UTF_8);
        understood &= bytes.length == 1;
        return bytes.length == 1 ? bytes[0] : 0;
    }
}
