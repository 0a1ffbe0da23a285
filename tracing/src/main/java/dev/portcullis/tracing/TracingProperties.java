// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Who is told what commands wait for.
///
/// @param endpoint base of a collector that takes OTLP over HTTP, such as `http://collector:4318`; empty for nobody
/// @param share which share of commands is told of, from 0 to 1; the same commands in every service
@ConfigurationProperties("portcullis.tracing")
public record TracingProperties(
        @DefaultValue("") String endpoint,
        @DefaultValue("1") double share) {
    public TracingProperties {
        if (!endpoint.isEmpty() && !isCollector(URI.create(endpoint))) {
            throw new IllegalArgumentException("portcullis.tracing.endpoint is no http or https address");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("portcullis.tracing.share is not between 0 and 1");
        }
    }

    private static boolean isCollector(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        return Set.of("http", "https").contains(scheme) && address.getHost() != null && address.getUserInfo() == null;
    }
}
