// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import dev.portcullis.audit.kafka.KafkaClients;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/// The feed to a collector. It is always there and does nothing unless a collector is named: that is a setting,
/// which may change after the build, and no condition of a bean.
@Configuration(proxyBeanMethods = false)
class SyslogConfiguration {

    @Bean
    SyslogFeed syslogFeed(
            SyslogProperties properties,
            KafkaClients clients,
            SslBundles bundles,
            MeterRegistry metrics,
            JsonMapper json)
            throws NoSuchAlgorithmException {
        SSLContext tls = properties.isOn() ? believed(properties, bundles) : null;
        return new SyslogFeed(properties, clients, tls, new SyslogMetrics(metrics), json);
    }

    private static @Nullable SSLContext believed(SyslogProperties properties, SslBundles bundles)
            throws NoSuchAlgorithmException {
        return switch (properties.transport()) {
            case TCP -> null;
            case TLS ->
                properties.bundle().isEmpty()
                        ? SSLContext.getDefault()
                        : bundles.getBundle(properties.bundle()).createSslContext();
        };
    }
}
