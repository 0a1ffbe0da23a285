// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.java;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One Java process of the run.
///
/// @param name what `status` calls it
/// @param options options of the virtual machine
/// @param target what is run: `-jar` and a jar, or `-cp`, a class path and a class
/// @param arguments what it is told
/// @param rehearsal what it is told instead when it only starts and ends, touching nothing of the run
public record JavaProgram(
        String name, List<String> options, List<String> target, List<String> arguments, List<String> rehearsal) {

    private static final List<String> QUIET =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /// Quick to start, small, and enough for a machine that runs all of it at once.
    public static final List<String> MODEST =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    /// For the data path: the compiler that makes it fast later, and parsers whose methods are larger than HotSpot's
    /// limit for compiling. That compiler begins at four times the usual counts: at the usual ones a third of the
    /// start's cost goes into it, most of it for methods that only the start uses.
    public static final List<String> FAST = List.of(
            "-Xms256m",
            "-Xmx768m",
            "-XX:+UseParallelGC",
            "-XX:-DontCompileHugeMethods",
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=2400",
            "-XX:Tier4CompileThreshold=60000",
            "-XX:Tier4BackEdgeThreshold=160000",
            "-XX:+ExitOnOutOfMemoryError");

    public JavaProgram {
        options = List.copyOf(options);
        target = List.copyOf(target);
        arguments = List.copyOf(arguments);
        rehearsal = List.copyOf(rehearsal);
    }

    /// The program `java`, the one this launcher runs on.
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Runs one of this module's classes.
    public static List<String> targetClass(Class<?> main) {
        return List.of("-cp", System.getProperty("java.class.path"), main.getName());
    }

    /// Runs an executable jar.
    public static List<String> targetJar(Path jar) {
        return List.of("-jar", jar.toString());
    }

    /// The command line of the real thing.
    ///
    /// @param more options that only this start needs
    public List<String> command(List<String> more) {
        return command(more, arguments);
    }

    /// The command line of a rehearsal.
    ///
    /// @param more options that only this start needs
    List<String> rehearsalCommand(List<String> more) {
        return command(more, rehearsal);
    }

    private List<String> command(List<String> more, List<String> told) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(options);
        command.addAll(QUIET);
        command.addAll(more);
        command.addAll(target);
        command.addAll(told);
        return command;
    }
}
