// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/// The port of every listener. The launcher writes them down, so that the other verbs find a run whose ports differ.
///
/// @param numbers one entry per listener
public record Ports(Map<Listener, Integer> numbers) {

    private static final int LARGEST = 65_535;

    public Ports {
        numbers = Map.copyOf(numbers);
    }

    /// The ports the environment asks for, standard ones for the rest.
    ///
    /// @throws UnusablePort if a variable does not hold a port number
    public static Ports of(Map<String, String> environment) {
        Map<Listener, Integer> numbers = new EnumMap<>(Listener.class);
        for (Listener listener : Listener.values()) {
            String asked = environment.getOrDefault(listener.variable(), "").strip();
            numbers.put(listener, asked.isEmpty() ? listener.standardPort() : parse(listener.variable(), asked));
        }
        return new Ports(numbers);
    }

    /// The ports in a file that [#write] made; where there is none, the ones that the environment asks for.
    public static Ports read(Path file, Map<String, String> environment) throws IOException {
        Ports asked = of(environment);
        if (!Files.exists(file)) {
            return asked;
        }
        Properties kept = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            kept.load(reader);
        }
        Map<Listener, Integer> numbers = new EnumMap<>(asked.numbers);
        for (Listener listener : Listener.values()) {
            String value = kept.getProperty(listener.key());
            if (value != null) {
                numbers.put(listener, parse(listener.key() + " in " + file, value));
            }
        }
        return new Ports(numbers);
    }

    /// Writes the ports down for [#read].
    public void write(Path file) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            writer.write("# The ports of the current or last local run, written by ./portcullis up\n");
            for (Listener listener : Listener.values()) {
                writer.write(listener.key() + "=" + of(listener) + "\n");
            }
        }
    }

    /// The port of one listener.
    public int of(Listener listener) {
        return numbers.getOrDefault(listener, listener.standardPort());
    }

    /// The issuer of the development tokens.
    public String issuer() {
        return "http://localhost:" + of(Listener.IDENTITY);
    }

    private static int parse(String source, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= LARGEST) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below, as for a number out of range
        }
        throw new UnusablePort(source + " is '" + value + "', which is not a port between 0 and " + LARGEST);
    }

    /// A port that cannot be one; the message names where it was read.
    public static final class UnusablePort extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusablePort(String message) {
            super(message);
        }
    }
}
