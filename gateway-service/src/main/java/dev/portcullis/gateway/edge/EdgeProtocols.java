// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// HTTP/2 for clients that ask for it while TLS is agreed on, HTTP/1.1 for all others. In the clear there
/// is HTTP/1.1 only: an upgrade to HTTP/2 there would be one that nobody has looked at.
@Component
final class EdgeProtocols implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
    private static final long STREAMS = 100;
    private static final long HEADER_BYTES = 24 * 1024;

    @Override
    public void customize(NettyReactiveWebServerFactory server) {
        boolean secure = Ssl.isEnabled(server.getSsl());
        Http2 http2 = new Http2();
        http2.setEnabled(secure);
        server.setHttp2(http2);
        if (secure) {
            server.addServerCustomizers(http -> http.http2Settings(
                    settings -> settings.maxConcurrentStreams(STREAMS).maxHeaderListSize(HEADER_BYTES)));
        }
    }
}
