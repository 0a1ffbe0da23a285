// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class EventStreamTest {

    private final RunningService service = RunningService.shared();
    private final Client client = service.client();

    @Test
    void tellsApproversOfEveryNewStateAsItComes() throws Exception {
        try (Stream<String> lines = open(Tokens.approver("dana", "dba"))) {
            Iterator<String> iterator = lines.iterator();
            assertThat(iterator.next()).isEqualTo(":open");
            Approval pending = client.file(Requests.held().build()).approval();
            client.vote(pending, Tokens.approver("dana", "dba"), true).approval();

            List<String> data = nextData(iterator, 2);

            assertThat(Client.JSON.readTree(data.get(0)).path("state").asString())
                    .isEqualTo("PENDING");
            assertThat(Client.JSON.readTree(data.get(1)).path("state").asString())
                    .isEqualTo("APPROVED");
            assertThat(data)
                    .allSatisfy(event -> assertThat(Client.JSON
                                    .readTree(event)
                                    .path("approvalId")
                                    .asString())
                            .isEqualTo(pending.id()));
        }
    }

    @Test
    void goesOnWhereItWasCut() throws Exception {
        long seen = service.bean(Outbox.class).newest();
        Approval missed = client.file(Requests.held().build()).approval();

        try (Stream<String> lines = open(Tokens.approver("dana", "dba"), "Last-Event-ID", Long.toString(seen))) {
            assertThat(nextData(lines.iterator(), 1).getFirst()).contains(missed.id());
        }
    }

    @Test
    void endsWithTheTokenThatOpenedIt() throws Exception {
        String shortLived = Tokens.person("dana", "dba")
                .roles("approver")
                .expiresIn(Duration.ofSeconds(60))
                .sign();
        try (Stream<String> lines = open(shortLived)) {
            Iterator<String> iterator = lines.iterator();
            assertThat(iterator.next()).isEqualTo(":open");

            RunningService.CLOCK.advance(Duration.ofSeconds(61));

            while (iterator.hasNext()) {
                assertThat(iterator.next()).doesNotStartWith("data:");
            }
        }
    }

    private Stream<String> open(String token, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(client.base() + "/v1/events"))
                .header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<Stream<String>> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static List<String> nextData(Iterator<String> lines, int count) {
        List<String> data = new ArrayList<>();
        while (data.size() < count) {
            String line = lines.next();
            if (line.startsWith("data:")) {
                data.add(line.substring("data:".length()));
            }
        }
        return data;
    }
}
