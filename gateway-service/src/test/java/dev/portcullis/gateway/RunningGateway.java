// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway;

import dev.portcullis.merkle.KeyFile;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.testing.ClosedPort;
import dev.portcullis.testing.TokenIssuer;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// The whole gateway on free ports, with nobody behind it but whom a test names.
public final class RunningGateway implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final ClosedPort nobody;

    private RunningGateway(ConfigurableApplicationContext context, ClosedPort nobody) {
        this.context = context;
        this.nobody = nobody;
    }

    /// Starts it; the settings of the test count over those for a gateway that is alone.
    ///
    /// @param more parts that take the place of the gateway's own
    public static RunningGateway start(
            Path directory, TokenIssuer issuer, Map<String, String> settings, Class<?>... more) {
        ClosedPort closed = new ClosedPort();
        String nobody = "127.0.0.1:" + closed.number();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("server.address", "127.0.0.1");
        all.put("server.port", "0");
        all.put("management.server.port", "0");
        all.put("portcullis.postgres.port", "0");
        all.put("portcullis.audit.directory", directory.toString());
        all.put("portcullis.audit.segment-size", "4MB");
        all.put("portcullis.heartbeat.key-file", signingKey(directory));
        all.put("portcullis.kafka.bootstrap-servers", nobody);
        all.put("portcullis.identity.issuer", issuer.issuer());
        all.put("portcullis.identity.jwk-set-uri", issuer.jwkSetUri());
        all.put("portcullis.services.token-uri", "http://" + nobody + "/oauth2/token");
        all.put("portcullis.services.policy", "http://" + nobody);
        all.put("portcullis.services.approval", "http://" + nobody);
        all.put("portcullis.services.audit", "http://" + nobody);
        all.putAll(settings);
        String[] arguments = all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        Class<?>[] sources = Stream.concat(Stream.of(GatewayApplication.class), Stream.of(more))
                .toArray(Class<?>[]::new);
        return new RunningGateway(SpringApplication.run(sources, arguments), closed);
    }

    private static String signingKey(Path directory) {
        KeyFile file = new KeyFile(directory.resolve("signing.key"), "signing key");
        file.readOrMake(() -> SignerKey.generate("gateway").secretText());
        return file.path().toString();
    }

    public <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    /// An address at the edge.
    public URI uri(String path) {
        return at("local.server.port", path);
    }

    /// An address on the management port.
    public URI managementUri(String path) {
        return at("local.management.port", path);
    }

    private URI at(String port, String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty(port) + path);
    }

    @Override
    public void close() {
        context.close();
        nobody.close();
    }
}
