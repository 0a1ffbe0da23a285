// SPDX-License-Identifier: Apache-2.0

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Has many commands held at once on one gateway, and prints what they cost and how soon they go on.
final class HeldLoad {
    /// The gateway turns callers away beyond its number of unfinished handshakes.
    private static final int OPENED_AT_ONCE = 32;

    /// How many commands are filed at the same moment.
    private static final int FILED_AT_ONCE = 50;

    /// Rounds to warm up with: a service that has just started is slow, and gives what it is asked so much time only.
    private static final List<Integer> WARM = List.of(2, 5, 10, 20, 40, 60);

    private static final Duration LOOK = Duration.ofSeconds(20);

    private final HeldRun run;
    private final HeldApprovals approvals;
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    private HeldLoad(Path home) throws Exception {
        run = new HeldRun(home);
        approvals = new HeldApprovals(run);
    }

    static void main(String[] arguments) throws Exception {
        HeldLoad load = new HeldLoad(Path.of(arguments[0]));
        int commands = Integer.parseInt(arguments[2]);
        switch (arguments[1]) {
            case "prepare" -> load.prepare(commands);
            case "measure" -> load.measure(commands, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }

    /// The target: a row for each client, so that they do not wait for each other there.
    private void prepare(int commands) throws SQLException {
        try (Connection server = run.target("postgres");
                Statement statement = server.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS bench");
            statement.execute("DROP ROLE IF EXISTS bench");
            statement.execute("CREATE ROLE bench LOGIN PASSWORD '" + System.getenv("BENCH_PASSWORD") + "'");
            statement.execute("CREATE DATABASE bench");
        }
        try (Connection bench = run.target("bench");
                Statement statement = bench.createStatement()) {
            statement.execute("CREATE TABLE counter (id int PRIMARY KEY, value int NOT NULL)");
            statement.execute("INSERT INTO counter SELECT id, 0 FROM generate_series(1, " + commands + ") id");
            statement.execute("GRANT SELECT, UPDATE ON counter TO bench");
        }
    }

    private void measure(int commands, int singles, int voters) throws Exception {
        List<Connection> warm = open(WARM.getLast());
        for (int size : WARM) {
            burst(hold(warm.subList(0, size)), voters);
        }
        close(warm);
        HeldRun.Memory before = run.memory();
        List<Connection> sessions = open(commands);
        HeldRun.Memory idle = run.memory();
        List<Held> held = hold(sessions);
        HeldRun.Memory holding = run.memory();
        HeldRun.Load load = run.loadDuring(LOOK);

        List<Held> first = held.subList(0, singles);
        List<Duration> one = new ArrayList<>();
        for (Held command : first) {
            one.add(command.wakeUp(approvals.approve(command.id, command.digest)));
            Thread.sleep(20);
        }
        List<Held> all = new ArrayList<>(held.subList(singles, held.size()));
        all.addAll(hold(sessions.subList(0, singles)));
        long began = System.nanoTime();
        List<Duration> many = burst(all, voters);
        Duration whole = Duration.ofNanos(System.nanoTime() - began);
        HeldRun.Memory answered = run.memory();
        close(sessions);
        Thread.sleep(2_000);
        HeldRun.Memory after = run.memory();

        printMemory(commands, before, idle, holding, answered, after);
        System.out.printf(
                "While all wait: the gateway uses %.1f %% of a core, the approval service %.1f %%, over %d s.%n%n",
                load.gateway() * 100, load.approval() * 100, LOOK.toSeconds());
        System.out.println("| vote decides -> client has the result | p50 | p99 | max |");
        System.out.println("|---|---|---|---|");
        print("one vote at a time, " + singles + " of them", one);
        print(commands + " votes by " + voters + " voters at once", many);
        System.out.printf(
                "%nThe burst took %.1f s from the first vote to the last result; %d updates ran, each once.%n",
                whole.toMillis() / 1e3, checked(commands, singles));
    }

    private List<Connection> open(int number) throws Exception {
        try (ExecutorService few = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
            return all(few, Collections.nCopies(number, run::connect));
        }
    }

    private void close(List<Connection> sessions) throws SQLException {
        for (Connection session : sessions) {
            session.close();
        }
    }

    /// Sends one command on each session, and returns when all of them wait for people. So many at a time are
    /// filed: this measures what waiting costs, not how many can be filed at the same moment.
    private List<Held> hold(List<Connection> sessions) throws Exception {
        List<Held> sent = new ArrayList<>();
        int others = run.holds();
        for (int from = 0; from < sessions.size(); from += FILED_AT_ONCE) {
            int to = Math.min(from + FILED_AT_ONCE, sessions.size());
            for (int i = from; i < to; i++) {
                Connection session = sessions.get(i);
                String sql = "UPDATE counter SET value = value + 1 WHERE id = " + (i + 1);
                sent.add(new Held(sql, CompletableFuture.supplyAsync(() -> update(session, sql), clients)));
            }
            run.awaitHolds(others + to);
        }
        var pending = approvals.awaitPending(sent.stream().map(held -> held.sql).toList());
        for (Held held : sent) {
            HeldApprovals.Pending approval = pending.get(held.sql);
            held.id = approval.id();
            held.digest = approval.digest();
        }
        return sent;
    }

    /// When the client has its result.
    private static Instant update(Connection session, String sql) {
        try (Statement statement = session.createStatement()) {
            if (statement.executeUpdate(sql) != 1) {
                throw new IllegalStateException("another number of rows: " + sql);
            }
            return Instant.now();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private List<Duration> burst(List<Held> held, int voters) throws Exception {
        try (ExecutorService voting = Executors.newFixedThreadPool(voters)) {
            List<Instant> decided = all(
                    voting,
                    held.stream()
                            .<Callable<Instant>>map(command -> () -> approvals.approve(command.id, command.digest))
                            .toList());
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < held.size(); i++) {
                times.add(held.get(i).wakeUp(decided.get(i)));
            }
            return times;
        }
    }

    private static <T> List<T> all(ExecutorService executor, List<? extends Callable<T>> work) throws Exception {
        List<T> done = new ArrayList<>();
        for (Future<T> result : executor.invokeAll(work)) {
            done.add(result.get());
        }
        return done;
    }

    /// Counts at the target what really ran.
    private int checked(int commands, int singles) throws SQLException {
        try (Connection bench = run.target("bench");
                Statement statement = bench.createStatement();
                var sum = statement.executeQuery("SELECT sum(value) FROM counter")) {
            sum.next();
            int ran = sum.getInt(1) - WARM.stream().mapToInt(Integer::intValue).sum();
            if (ran != commands + singles) {
                throw new IllegalStateException(ran + " updates ran");
            }
            return ran;
        }
    }

    private static void printMemory(int commands, HeldRun.Memory... states) {
        List<String> names = List.of(
                "no sessions",
                commands + " sessions, idle",
                commands + " sessions, each with a held command",
                "all answered, sessions idle again",
                "sessions closed");
        System.out.println("| gateway | heap in use | resident | platform threads |");
        System.out.println("|---|---|---|---|");
        IntStream.range(0, states.length)
                .forEach(i -> System.out.printf(
                        "| %s | %.1f MiB | %.1f MiB | %d |%n",
                        names.get(i), states[i].heap() / 1024.0, states[i].resident() / 1024.0, states[i].threads()));
        System.out.printf(
                "%nA session costs %d KiB of heap and %d KiB resident; a held command on it %d KiB and %d KiB.%n",
                (states[1].heap() - states[0].heap()) / commands,
                (states[1].resident() - states[0].resident()) / commands,
                (states[2].heap() - states[1].heap()) / commands,
                (states[2].resident() - states[1].resident()) / commands);
    }

    private static void print(String what, List<Duration> times) {
        long[] sorted = times.stream().mapToLong(Duration::toMillis).sorted().toArray();
        System.out.printf(
                "| %s | %d ms | %d ms | %d ms |%n",
                what,
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1]);
    }

    /// A command that was sent, and is held.
    private static final class Held {
        private final String sql;
        private final CompletableFuture<Instant> result;
        private String id = "";
        private String digest = "";

        private Held(String sql, CompletableFuture<Instant> result) {
            this.sql = sql;
            this.result = result;
        }

        private Duration wakeUp(Instant decided) throws Exception {
            return Duration.between(decided, result.get(120, TimeUnit.SECONDS));
        }
    }
}
