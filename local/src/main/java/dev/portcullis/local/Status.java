// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.local.process.PidFile;
import dev.portcullis.local.process.Readiness;
import dev.portcullis.local.service.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;

/// Looks at every process of a run from outside.
final class Status {

    private final LocalHome home;
    private final Ports ports;
    private final ExternalServers external;
    private final Terminal terminal;
    private final HttpClient http = HttpClient.newHttpClient();

    Status(LocalHome home, Ports ports, ExternalServers external, Terminal terminal) {
        this.home = home;
        this.ports = ports;
        this.external = external;
        this.terminal = terminal;
    }

    /// Returns `0` if everything is healthy.
    int run() throws InterruptedException {
        if (new PidFile(home.run().resolve(Up.LAUNCHER + ".pid")).living().isEmpty()) {
            terminal.say("Portcullis is not running. ./portcullis up starts it.");
            return 1;
        }
        boolean healthy = true;
        terminal.say("%-10s %8s %6s  %s".formatted("PROCESS", "PID", "PORT", "STATE"));
        for (Line line : lines()) {
            State state = state(line);
            healthy &= state == State.HEALTHY;
            terminal.say("%-10s %8s %6d  %s".formatted(line.name, pid(line), line.port, state.words));
        }
        return healthy ? 0 : 1;
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (Service service : List.of(Service.GATEWAY, Service.POLICY, Service.APPROVAL, Service.AUDIT)) {
            lines.add(new Line(
                    service.id(),
                    ports.of(service.listener()),
                    Readiness.answering(http, service.health(ports)),
                    false));
        }
        URI keys = URI.create("http://127.0.0.1:" + ports.of(Listener.IDENTITY) + "/oauth2/jwks");
        lines.add(new Line("identity", ports.of(Listener.IDENTITY), Readiness.answering(http, keys), false));
        lines.add(listening("kafka", Listener.KAFKA));
        lines.add(listening("store", Listener.STORE));
        lines.add(listening("orders-db", Listener.ORDERS));
        return lines;
    }

    private Line listening(String name, Listener listener) {
        return new Line(name, ports.of(listener), Readiness.listening(ports.of(listener)), external.has(listener));
    }

    private State state(Line line) throws InterruptedException {
        if (!line.external && pidFile(line).living().isEmpty()) {
            return State.NOT_RUNNING;
        }
        return line.readiness.isReady() ? State.HEALTHY : State.NOT_HEALTHY;
    }

    private String pid(Line line) {
        return pidFile(line)
                .living()
                .map(process -> String.valueOf(process.pid()))
                .orElse("-");
    }

    private PidFile pidFile(Line line) {
        return new PidFile(home.run().resolve(line.name + ".pid"));
    }

    private record Line(String name, int port, Readiness readiness, boolean external) {}

    private enum State {
        HEALTHY("healthy"),
        NOT_HEALTHY("not healthy (see its log)"),
        NOT_RUNNING("not running");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }
}
