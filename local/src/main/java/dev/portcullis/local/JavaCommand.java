// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Command lines that run Java the way this launcher was run.
final class JavaCommand {

    /// Quick to start, small, and enough for a machine that runs all of it at once.
    static final List<String> MODEST =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    /// For the data path: the compiler that makes it fast later, and parsers whose methods are larger than HotSpot's
    /// limit for compiling.
    static final List<String> FAST = List.of(
            "-Xms256m", "-Xmx768m", "-XX:+UseParallelGC", "-XX:-DontCompileHugeMethods", "-XX:+ExitOnOutOfMemoryError");

    private static final List<String> QUIET =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private JavaCommand() {}

    /// The program `java`.
    static String program() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Runs one of this module's classes.
    static List<String> ofClass(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = begin(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /// Runs an executable jar.
    static List<String> ofJar(Path jar, List<String> options, List<String> arguments) {
        List<String> command = begin(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return command;
    }

    private static List<String> begin(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(program());
        command.addAll(options);
        command.addAll(QUIET);
        return command;
    }
}
