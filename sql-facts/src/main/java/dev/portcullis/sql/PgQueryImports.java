// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What the parser asks of its surroundings, kept to the least it needs: growing its memory, and PostgreSQL's
/// error handling by `setjmp` and `longjmp`. It gets no file, no clock, no environment, no exit.
final class PgQueryImports {

    /// Thrown through the parser's frames up to the `invoke_*` call that stands for `setjmp`.
    private static final class LongJump extends ChicoryException {
        private static final long serialVersionUID = 1L;

        LongJump() {
            super("longjmp");
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it is empty
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private enum Import {
        INVOKE,
        LONG_JUMP,
        RESIZE_HEAP,
        /// called on a path that a parser never takes: writing to a terminal, aborting, waiting for a timer
        NEVER
    }

    private PgQueryImports() {}

    static ImportValues of(WasmModule module) {
        List<FunctionImport> imports = IntStream.range(0, module.importSection().importCount())
                .mapToObj(module.importSection()::getImport)
                .filter(FunctionImport.class::isInstance)
                .map(FunctionImport.class::cast)
                .toList();
        List<ImportFunction> functions = new ArrayList<>();
        for (FunctionImport wanted : imports) {
            functions.add(function(wanted, module.typeSection().getType(wanted.typeIndex())));
        }
        return ImportValues.builder().withFunctions(functions).build();
    }

    private static HostFunction function(FunctionImport wanted, FunctionType type) {
        String name = wanted.name();
        return new HostFunction(
                wanted.module(),
                name,
                type,
                switch (named(name)) {
                    case INVOKE -> (instance, arguments) -> invoke(instance, arguments, type);
                    case LONG_JUMP ->
                        (_, _) -> {
                            throw new LongJump();
                        };
                    case RESIZE_HEAP -> (instance, arguments) -> new long[] {resize(instance.memory(), arguments[0])};
                    case NEVER ->
                        (_, _) -> {
                            throw new ChicoryException(
                                    String.format(Locale.ROOT, "the parser called %s, which it never should", name));
                        };
                });
    }

    /// The names that the build of libpg-query 18.1.5 gives its imports.
    private static Import named(String name) {
        return switch (name) {
            case "a", "b", "d", "e", "f", "g", "h", "i", "j", "k", "l", "n", "y" -> Import.INVOKE;
            case "p" -> Import.LONG_JUMP;
            case "q" -> Import.RESIZE_HEAP;
            default -> Import.NEVER;
        };
    }

    private static long[] invoke(Instance instance, long[] arguments, FunctionType type) {
        long stack = instance.export("R").apply()[0];
        long[] rest = new long[arguments.length - 1];
        System.arraycopy(arguments, 1, rest, 0, rest.length);
        try {
            TableInstance table = instance.table(0);
            return instance.getMachine().call(table.requiredRef((int) arguments[0]), rest);
        } catch (LongJump e) {
            instance.export("Q").apply(stack);
            instance.export("P").apply(1, 0);
            return new long[type.returns().size()];
        }
    }

    private static long resize(Memory memory, long wantedBytes) {
        long wantedPages = (wantedBytes + Memory.PAGE_SIZE - 1) / Memory.PAGE_SIZE;
        long more = wantedPages - memory.pages();
        if (more <= 0) {
            return 1;
        }
        return wantedPages <= memory.maximumPages() && memory.grow((int) more) >= 0 ? 1 : 0;
    }
}
