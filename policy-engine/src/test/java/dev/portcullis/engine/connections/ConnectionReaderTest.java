// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.Observation;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.testing.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionReaderTest {

    @Test
    void readsAConnectionWithWhatIsLeftOutAtItsSafest() {
        assertThat(ConnectionReader.read(Samples.CONNECTION, 3))
                .isEqualTo(new Connection(
                        "orders",
                        "postgres",
                        "localhost",
                        5432,
                        "orders",
                        Map.of("env", "demo"),
                        new Connection.Tls("", ""),
                        new Connection.Credential("orders", "env:ORDERS_PASSWORD"),
                        Connection.Durability.LOCAL,
                        Connection.RecordingLevel.FULL,
                        3));
    }

    @Test
    void readsEverythingThatCanBeSaid() {
        Connection connection = ConnectionReader.read(
                Samples.CONNECTION
                        + "tls: {caFile: /etc/ca.crt, serverName: db.internal}\ndurability: quorum\nrecording: commands\n",
                1);

        assertThat(connection.tls()).isEqualTo(new Connection.Tls("/etc/ca.crt", "db.internal"));
        assertThat(connection.durability()).isEqualTo(Connection.Durability.QUORUM);
        assertThat(connection.recording()).isEqualTo(Connection.RecordingLevel.COMMANDS);
    }

    @Test
    void readsHowTheTargetIsObservedAndWhoMayGoPastTheGateway() {
        String observation = """
                observation:
                  user: observer
                  password: "file:/run/secrets/observer"
                  expected: [{user: replicator}, {user: monitoring, address: 10.0.3.7}]
                """;

        assertThat(ConnectionReader.read(Samples.CONNECTION + observation, 1).observation())
                .isEqualTo(new Observation(
                        new Connection.Credential("observer", "file:/run/secrets/observer"),
                        List.of(
                                new Observation.Account("replicator", ""),
                                new Observation.Account("monitoring", "10.0.3.7"))));
        assertThat(ConnectionReader.read(Samples.CONNECTION, 1).observation()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{user: o} | observation.password: is missing",
                "{user: o, password: hunter2} | observation.password: must be a reference",
                "{user: o, password: 'env:P', expected: [{address: 10.0.0.1}]} | observation.expected[0].user: is missing",
                "{user: o, password: 'env:P', expected: [{user: x, address: 10.0.0.0/8}]} | without port or mask",
                "{user: o, password: 'env:P', ignore: all} | observation.ignore: is not known here"
            })
    void refusesAnObservationThatCouldNotBeMadeOrWouldOverlookMoreThanItSays(String observation, String message) {
        assertThat(errors(Samples.CONNECTION + "observation: " + observation + "\n"))
                .contains(message)
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"env:ORDERS_PASSWORD", "file:/run/secrets/orders", "file:/with space/orders"})
    void takesReferences(String password) {
        String text = Samples.CONNECTION.replace("env:ORDERS_PASSWORD", password);

        assertThat(ConnectionReader.read(text, 1).credential().password()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2-s3cret", "env:", "env:no spaces", "file:relative", "vault:kv/orders", "ENV:X"})
    void refusesASecretAndDoesNotRepeatIt(String password) {
        String message = errors(Samples.CONNECTION.replace("env:ORDERS_PASSWORD", password));

        assertThat(message)
                .isEqualTo("6:38: credential.password: must be a reference, env:NAME or file:/PATH;"
                        + " secrets themselves are refused here")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 5432 | port: 70000 | address.port: must be a whole number from 1 to 65535, not '70000'",
                "port: 5432 | port: \"${ORDERS_PORT}\" | address.port: must be a whole number from 1 to 65535, not '${ORDERS_PORT}'",
                "host: localhost | host: a/b | address.host: must be a host name or an address, without port",
                "host: localhost | host: '${ORDERS_HOST}' | address.host: must be a host name or an address, without port",
                "type: postgres | type: oracle | type: must be one of postgres, http, not 'oracle'",
                "name: orders | name: Orders | metadata.name: must be 1 to 63 lower-case letters, digits and '-'",
                "type: postgres | sslmode: off | sslmode: is not known here; known are apiVersion, kind, metadata, type,",
                "kind: Connection | kind: Policy | kind: must be one of Connection, not 'Policy'"
            })
    void saysWhatIsWrong(String right, String wrong, String message) {
        assertThat(errors(Samples.CONNECTION.replace(right, wrong))).contains(message);
    }

    private static String errors(String text) {
        InvalidDocumentException e =
                catchThrowableOfType(InvalidDocumentException.class, () -> ConnectionReader.read(text, 1));
        assertThat(e).as("a refusal").isNotNull();
        return e.getMessage();
    }
}
