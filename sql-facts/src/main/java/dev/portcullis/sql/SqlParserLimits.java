// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// What one command may cost the parser.
///
/// @param maxBytes length of a command in UTF-8
/// @param maxNesting nesting of the parse tree's JSON; one SQL parenthesis is worth two to four
/// @param maxMemoryMebibytes memory one parser may use; a command that needs more is refused as too deep
/// @param parsers parsers kept, and so commands parsed at the same time
public record SqlParserLimits(int maxBytes, int maxNesting, int maxMemoryMebibytes, int parsers) {

    public SqlParserLimits {
        if (maxBytes < 1 || maxNesting < 16 || maxMemoryMebibytes < 64 || parsers < 1) {
            throw new IllegalArgumentException("limits must be positive, memory at least 64 MiB, nesting at least 16");
        }
    }

    /// 64 KiB per command, one parser per core.
    public static SqlParserLimits defaults() {
        return new SqlParserLimits(64 * 1024, 1000, 128, Runtime.getRuntime().availableProcessors());
    }
}
