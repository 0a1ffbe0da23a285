// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.portcullis.sql.SqlRefused.Reason;
import dev.portcullis.sql.pgquery.PgQuery;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One copy of PostgreSQL's parser: a memory and the functions over it. For one thread at a time. After any
/// exception but [SqlRefused] its memory is in an unknown state and it must not be used again.
final class PgQueryInstance {

    /// The 32 MiB of the parser's stack and its tables; below this it does not start.
    private static final int INITIAL_PAGES = 640;

    private static final int PAGES_PER_MEBIBYTE = 16;
    private static final int CHUNK = 8192;

    private final Memory memory;
    private final ExportFunction malloc;
    private final ExportFunction free;
    private final ExportFunction parse;
    private final ExportFunction freeResult;
    private final ExportFunction scan;
    private final ExportFunction freeString;

    PgQueryInstance(int maxMemoryMebibytes) {
        MemoryLimits limits = new MemoryLimits(INITIAL_PAGES, maxMemoryMebibytes * PAGES_PER_MEBIBYTE);
        Instance instance = Instance.builder(PgQuery.load())
                .withMemoryFactory(ByteArrayMemory::new)
                .withMemoryLimits(limits)
                .withMachineFactory(PgQuery::create)
                .withImportValues(PgQueryImports.of(PgQuery.load()))
                .withStart(false)
                .build();
        // The names a build of libpg-query 18.1.5 gives its exports; the lock file pins that build by digest.
        instance.export("A").apply();
        memory = instance.memory();
        malloc = instance.export("C");
        free = instance.export("E");
        parse = instance.export("F");
        freeResult = instance.export("G");
        scan = instance.export("M");
        freeString = instance.export("N");
    }

    /// The parse tree as JSON.
    byte[] parse(byte[] sql) throws SqlRefused {
        int text = write(sql);
        int result = (int) parse.apply(text)[0];
        try {
            int error = memory.readInt(result + 8);
            if (error != 0) {
                throw refused(text(memory.readInt(error)), memory.readInt(error + 16));
            }
            return bytes(memory.readInt(result));
        } finally {
            freeResult.apply(result);
            free.apply(text);
        }
    }

    /// The tokens as JSON, or a message that does not begin with a brace.
    String scan(byte[] sql) {
        int text = write(sql);
        int result = (int) scan.apply(text)[0];
        try {
            return text(result);
        } finally {
            freeString.apply(result);
            free.apply(text);
        }
    }

    private static SqlRefused refused(String message, int position) {
        // The grammar's own stack is bounded; PostgreSQL words that as a lack of memory.
        boolean tooDeep = message.startsWith("memory exhausted") || message.startsWith("stack depth limit exceeded");
        return new SqlRefused(tooDeep ? Reason.TOO_DEEP : Reason.UNPARSABLE, message, position);
    }

    private int write(byte[] sql) {
        int at = (int) malloc.apply(sql.length + 1)[0];
        if (at == 0) {
            throw new IllegalStateException("the parser has no memory left");
        }
        memory.write(at, sql);
        memory.writeByte(at + sql.length, (byte) 0);
        return at;
    }

    private String text(int at) {
        return new String(bytes(at), StandardCharsets.UTF_8);
    }

    private byte[] bytes(int at) {
        if (at == 0) {
            throw new IllegalStateException("the parser gave no answer");
        }
        int end = at;
        int limit = Memory.bytes(memory.pages());
        while (end < limit) {
            byte[] chunk = memory.readBytes(end, Math.min(CHUNK, limit - end));
            for (int i = 0; i < chunk.length; i++) {
                if (chunk[i] == 0) {
                    return end == at ? Arrays.copyOf(chunk, i) : memory.readBytes(at, end + i - at);
                }
            }
            end += chunk.length;
        }
        throw new IllegalStateException("the parser gave an answer without an end");
    }
}
