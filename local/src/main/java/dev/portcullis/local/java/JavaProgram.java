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
public record JavaProgram(String name, List<String> options, List<String> target, List<String> arguments) {

    private static final List<String> QUIET =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /// Quick to start, small, and enough for a machine that runs all of it at once. At the default sizes of
    /// the young generation, of metaspace and of the code cache, a start would be stopped for five to seven
    /// collections, one or two of them of the whole heap.
    public static final List<String> MODEST = List.of(
            "-Xmx256m",
            "-Xmn128m",
            "-XX:MetaspaceSize=128m",
            "-XX:ReservedCodeCacheSize=160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError");

    /// For the data path: the compiler that makes it fast later, and parsers whose methods are larger than
    /// HotSpot's limit for compiling. That compiler begins at sixteen times the usual counts: at the usual
    /// ones a third of what the start costs goes into it, most of it for methods that only the start uses.
    public static final List<String> FAST = List.of(
            "-Xms448m",
            "-Xmx768m",
            "-Xmn320m",
            "-XX:MetaspaceSize=160m",
            "-XX:+UseParallelGC",
            "-XX:-DontCompileHugeMethods",
            "-XX:Tier4InvocationThreshold=80000",
            "-XX:Tier4MinInvocationThreshold=9600",
            "-XX:Tier4CompileThreshold=240000",
            "-XX:Tier4BackEdgeThreshold=640000",
            "-XX:+ExitOnOutOfMemoryError");

    public JavaProgram {
        options = List.copyOf(options);
        target = List.copyOf(target);
        arguments = List.copyOf(arguments);
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

    /// The same program, told something else.
    public JavaProgram told(List<String> others) {
        return new JavaProgram(name, options, target, others);
    }

    /// The command line.
    ///
    /// @param more options that only this start needs
    public List<String> command(List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(options);
        command.addAll(QUIET);
        command.addAll(more);
        command.addAll(target);
        command.addAll(arguments);
        return command;
    }
}
