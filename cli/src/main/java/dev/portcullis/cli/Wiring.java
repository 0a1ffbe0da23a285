// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import dev.portcullis.cli.edge.Surroundings;
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
        if (wired == null) {
            return CommandLine.defaultFactory().create(type);
        }
        // commands of other packages keep their constructors to themselves
        wired.setAccessible(true);
        return type.cast(wired.newInstance(surroundings));
    }
}
