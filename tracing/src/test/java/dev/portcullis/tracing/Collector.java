// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/// A collector that takes OTLP over HTTP and keeps what it was told.
public final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final Collection<Seen> spans = new ConcurrentLinkedQueue<>();

    private Collector(HttpServer server) {
        this.server = server;
    }

    /// On a free port of loopback.
    public static Collector start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Collector collector = new Collector(server);
        server.createContext("/v1/traces", collector::take);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return collector;
    }

    /// What services are to be told.
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The spans of one command that have arrived.
    public List<Seen> of(String commandId) {
        String trace = TraceIds.of(commandId).trace();
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    /// All spans that have arrived.
    public List<Seen> all() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (exchange;
                InputStream body =
                        zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            for (ResourceSpans told : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
                String service = told.getResource().getAttributesList().stream()
                        .filter(attribute -> attribute.getKey().equals("service.name"))
                        .map(attribute -> attribute.getValue().getStringValue())
                        .findFirst()
                        .orElse("");
                for (ScopeSpans scope : told.getScopeSpansList()) {
                    scope.getSpansList().forEach(span -> spans.add(Seen.of(service, span)));
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// A span as it arrived.
    ///
    /// @param parent the span it is a part of; empty for none
    /// @param links the traces that it points to
    public record Seen(
            String service,
            String name,
            String trace,
            String id,
            String parent,
            boolean failed,
            long nanos,
            Map<String, String> about,
            List<String> links) {

        private static Seen of(String service, Span span) {
            HexFormat hex = HexFormat.of();
            return new Seen(
                    service,
                    span.getName(),
                    hex.formatHex(span.getTraceId().toByteArray()),
                    hex.formatHex(span.getSpanId().toByteArray()),
                    hex.formatHex(span.getParentSpanId().toByteArray()),
                    span.getStatus().getCodeValue() == 2,
                    span.getEndTimeUnixNano() - span.getStartTimeUnixNano(),
                    span.getAttributesList().stream()
                            .collect(Collectors.toMap(
                                    one -> one.getKey(), one -> one.getValue().getStringValue())),
                    span.getLinksList().stream()
                            .map(link -> hex.formatHex(link.getTraceId().toByteArray()))
                            .toList());
        }
    }
}
