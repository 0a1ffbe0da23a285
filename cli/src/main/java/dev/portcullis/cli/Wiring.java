// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import picocli.CommandLine;

/// Gives each command its surroundings through its constructor.
///
/// @param surroundings what it gets
record Wiring(Surroundings surroundings) implements CommandLine.IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Constructor<?> wired = Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor ->
                        Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {Surroundings.class}))
                .findFirst()
                .orElse(null);
        return wired == null ? CommandLine.defaultFactory().create(type) : type.cast(wired.newInstance(surroundings));
    }
}
