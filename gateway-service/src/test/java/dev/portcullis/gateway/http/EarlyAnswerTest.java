// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.postgres.FakePolicies;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A streaming model's caller whose line need not be kept open before people have decided.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class EarlyAnswerTest {
    @TempDir
    Path directory;

    /// What is decided early is told by its status, as without a hold.
    @Test
    void whatIsDecidedBeforeTheLineHasToBeKeptIsToldByTheStatus() throws Exception {
        try (Plane plane = new Plane(directory, Map.of("portcullis.http.keep-alive", "10m"))) {
            plane.reset();
            plane.register("openai", Api.OPENAI, Plane.bearer(), true);
            plane.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
            CompletableFuture<HttpResponse<String>> answer = Plane.CLIENT.sendAsync(
                    plane.request("/c/openai/v1/chat/completions")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-5\",\"stream\":true,"
                                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            plane.approvals.reject(plane.approvals.next(), "no");
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(403);
        }
    }
}
