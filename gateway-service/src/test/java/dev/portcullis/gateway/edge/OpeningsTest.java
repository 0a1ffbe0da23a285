// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every operation that a service describes is either open at the edge or listed here as the services' own.
class OpeningsTest {
    private static final Set<String> BETWEEN_SERVICES = Set.of(
            "post /policy/v1/decisions",
            "post /policy/v1/decisions:batch",
            "post /policy/v1/budgets:reserve",
            "post /policy/v1/budgets/x/settlement",
            "post /approvals/v1/approvals",
            "post /approvals/v1/approvals/x/consume",
            "post /approvals/v1/approvals/x/withdraw",
            "post /approvals/v1/approvals:settled",
            "post /approvals/v1/approvals:withdraw",
            "post /approvals/v1/grants:check",
            // With this path the edge itself makes a key, and files it there.
            "post /approvals/v1/keys",
            "post /approvals/v1/keys:check",
            "post /approvals/v1/keys:ended",
            "post /approvals/v1/keys:revoke");

    @TestFactory
    Stream<DynamicTest> policy() throws IOException {
        return operations("policy", "policy", Openings.POLICY);
    }

    @TestFactory
    Stream<DynamicTest> approvals() throws IOException {
        return operations("approval", "approvals", Openings.APPROVALS, Openings.APPROVAL_EVENTS);
    }

    @TestFactory
    Stream<DynamicTest> audit() throws IOException {
        return operations("audit", "audit", Openings.AUDIT);
    }

    private static Stream<DynamicTest> operations(String document, String service, Openings... openings)
            throws IOException {
        Path file = Path.of("..", "docs", "openapi", document + ".json");
        JsonNode paths = JsonMapper.shared().readTree(file.toFile()).path("paths");
        assertThat(paths.size()).isPositive();
        return paths.propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(operation -> test(
                                operation.getKey(),
                                "/" + service + path.getKey().replaceAll("\\{[^}]*}", "x"),
                                openings)));
    }

    private static DynamicTest test(String method, String path, Openings... openings) {
        String operation = method + " " + path;
        HttpMethod verb = HttpMethod.valueOf(method.toUpperCase(Locale.ROOT));
        return DynamicTest.dynamicTest(
                operation,
                () -> assertThat(Stream.of(openings)
                                .anyMatch(opening -> opening.lead(MockServerHttpRequest.method(verb, "/api" + path)
                                        .build())))
                        .isEqualTo(!BETWEEN_SERVICES.contains(operation)));
    }
}
