// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What answers to whom, compared with what `docs/access.md` says. `-Dportcullis.access.write=true` writes it anew.
class ScanIT {
    private static final Path EXPECTED = Path.of("../docs/access.md");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @Test
    void everyOperationAnswersToThoseItShouldAndToNobodyElse() throws IOException {
        String table = new Scan(portcullis).table();
        String text = Files.readString(EXPECTED);
        int from = text.indexOf("| Where |");
        if (Boolean.getBoolean("portcullis.access.write")) {
            Files.writeString(EXPECTED, text.substring(0, from) + table);
        }
        assertThat(table).isEqualTo(text.substring(from));
    }

    @Test
    void nothingListensThatIsNotMeantToAndNothingBeyondThisMachine() throws IOException {
        Map<String, String> listening = new TreeMap<>();
        try (Stream<Path> pids = Files.list(portcullis.home().resolve("run"))) {
            // Programs that rehearse their start for the next run come and go.
            for (Path pid : pids.filter(file -> file.toString().endsWith(".pid"))
                    .filter(file -> !file.getFileName().toString().startsWith("rehearsal-"))
                    .toList()) {
                String process = Files.readString(pid).strip().split(" ", -1)[0];
                sockets(Path.of("/proc", process))
                        .forEach(address ->
                                listening.put(address, pid.getFileName().toString()));
            }
        }
        assertThat(listening.keySet()).as("%s", listening).allMatch(address -> address.startsWith("127.0.0.1:"));
        Set<String> ports = listening.keySet().stream()
                .map(address -> address.substring(address.indexOf(':') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        // With servers of its own the run is told all; those from outside are not its to listen.
        assertThat(portcullis.ports()).containsAll(ports);
        assertThat(ports).hasSizeGreaterThan(7);
    }

    /// The addresses a process listens on: its sockets that the kernel's tables call listening.
    private static Set<String> sockets(Path process) throws IOException {
        Map<String, String> all = new HashMap<>();
        for (String table : new String[] {"net/tcp", "net/tcp6"}) {
            for (String line : Files.readAllLines(process.resolve(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9 && columns[3].equals("0A")) {
                    all.put(columns[9], address(columns[1]));
                }
            }
        }
        Set<String> own = new TreeSet<>();
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            for (Path file : files.toList()) {
                Matcher socket = SOCKET.matcher(
                        Files.isSymbolicLink(file)
                                ? Files.readSymbolicLink(file).toString()
                                : "");
                if (socket.matches() && all.containsKey(socket.group(1))) {
                    own.add(all.get(socket.group(1)));
                }
            }
        }
        return own;
    }

    /// `0100007F:1F90` or its IPv6 form, mapped addresses included.
    private static String address(String hex) {
        int colon = hex.indexOf(':');
        String ip = hex.substring(0, colon);
        boolean loopback =
                ip.equals("0100007F") || ip.endsWith("FFFF00000100007F") || ip.equals("0".repeat(24) + "01000000");
        return (loopback ? "127.0.0.1" : ip) + ":" + Integer.parseInt(hex.substring(colon + 1), 16);
    }
}
