// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerMapping;

/// Who is believed when they say what a request is for.
class TracedRequestsTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void theGatewayIs() throws Exception {
        try (Collector collector = Collector.start()) {
            ask(collector.endpoint(), "svc-gateway");
            assertThat(collector.all()).singleElement().satisfies(span -> {
                assertThat(span.trace()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
                assertThat(span.parent()).isEqualTo("b7ad6b7169203331");
                assertThat(span.name()).isEqualTo("POST /v1/approvals/{id}/consume");
            });
        }
    }

    @Test
    void nobodyElseIs() throws Exception {
        try (Collector collector = Collector.start()) {
            ask(collector.endpoint(), "approver-1");
            ask(collector.endpoint(), null);
            assertThat(collector.all()).isEmpty();
        }
    }

    @Test
    void whereNobodyIsToldTheRequestGoesOn() throws Exception {
        ask("", "svc-gateway");
    }

    private static void ask(String endpoint, String caller) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/approvals/7/consume");
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/v1/approvals/{id}/consume");
        request.addHeader("traceparent", PARENT);
        if (caller != null) {
            request.setUserPrincipal(() -> caller);
        }
        MockFilterChain chain = new MockFilterChain();
        try (Tracing tracing = Tracing.of(new TracingProperties(endpoint, 1), "approval-service")) {
            new TracedRequests(tracing).doFilter(request, new MockHttpServletResponse(), chain);
        }
        assertThat(chain.getRequest()).isSameAs(request);
        assertThat(MDC.get("traceId")).isNull();
    }
}
