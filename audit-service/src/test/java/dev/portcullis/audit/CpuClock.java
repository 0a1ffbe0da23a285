// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/// Processor time of the two who do the work: the ingesting thread, and PostgreSQL with its processes other than
/// autovacuum, which comes when it likes.
final class CpuClock {

    // What /proc counts in, on every Linux that Java runs on.
    private static final long TICKS_PER_SECOND = 100;

    /// Seconds spent.
    record Reading(double ingestion, double postgres) {
        Reading since(Reading earlier) {
            return new Reading(ingestion - earlier.ingestion, postgres - earlier.postgres);
        }

        String per(long events) {
            return "%.2f s ingestion + %.2f s PostgreSQL per 100,000 events"
                    .formatted(ingestion * 100_000 / events, postgres * 100_000 / events);
        }
    }

    private final AuditServer server;

    CpuClock(AuditServer server) {
        this.server = server;
    }

    Reading read() {
        return new Reading(ingestion(), postgres());
    }

    private static double ingestion() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                        .filter(thread ->
                                thread != null && thread.getThreadName().equals("kafka-ingest"))
                        .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                        .sum()
                / 1e9;
    }

    private double postgres() {
        long backend = server.jdbc().queryForObject("SELECT pg_backend_pid()", Long.class);
        long postmaster = Long.parseLong(stat(backend)[1]);
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                            .map(process -> process.getFileName().toString())
                            .filter(name -> name.chars().allMatch(Character::isDigit))
                            .filter(name -> !title(name).contains("autovacuum"))
                            .map(name -> stat(Long.parseLong(name)))
                            .filter(stat -> stat.length > 12 && Long.parseLong(stat[1]) == postmaster)
                            .mapToLong(stat -> Long.parseLong(stat[11]) + Long.parseLong(stat[12]))
                            .sum()
                    / (double) TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String title(String process) {
        try {
            return Files.readString(Path.of("/proc/" + process + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    // The fields behind the name, which may itself have spaces; none if the process has gone.
    private static String[] stat(long process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }
}
