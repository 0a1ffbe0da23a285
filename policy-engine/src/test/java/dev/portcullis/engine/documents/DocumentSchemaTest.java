// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.testing.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentSchemaTest {

    @ParameterizedTest
    @EnumSource(DocumentKind.class)
    void everyKindHasASchemaThatAcceptsTheSample(DocumentKind kind) {
        String sample = switch (kind) {
            case POLICY -> Samples.readers("readers");
            case CONNECTION -> Samples.CONNECTION;
            case CLASSIFICATIONS -> Samples.CLASSIFICATIONS;
        };

        assertThat(schema(kind).validate(sample, InputFormat.YAML)).isEmpty();
        assertThat(schema(kind).validate(sample + "extra: 1\n", InputFormat.YAML))
                .isNotEmpty();
    }

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "policies"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void itAcceptsWhatIsShipped(Path file) throws IOException {
        String text = Files.readString(file);
        DocumentKind kind = Stream.of(DocumentKind.values())
                .filter(one -> text.contains("\nkind: " + one.word() + "\n"))
                .findFirst()
                .orElseThrow();
        // What starts the sample fills these in.
        String filled = text.replace("\"${ORDERS_PORT}\"", "1")
                .replace("${MODEL_PORT}", "1")
                .replaceAll("\\$\\{[A-Z_]*FILE}", "/x")
                .replaceAll("\\$\\{[A-Z_]*}", "x");
        assertThat(schema(kind).validate(filled, InputFormat.YAML)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: r, effect: allow}",
                "{effect: allow, when: 'true'}",
                "{name: r, when: 'true'}",
                "{name: r, effect: allow, risk: 3, when: 'true'}",
                "{name: r, risk: 0, when: 'true'}",
                "{name: r, on: session, risk: 5, when: 'true'}",
                "{name: r, on: session, effect: hold, when: 'true', approval: {quorum: 1 of dba, ttl: 5m}}",
                "{name: r, effect: hold, when: 'true'}",
                "{name: r, effect: hold, when: 'true', approval: {quorum: two of dba, ttl: 5m}}",
                "{name: r, effect: deny, when: 'true', approval: {quorum: 1 of dba, ttl: 5m}}",
                "{name: r, effect: mask, when: 'true', mask: []}",
                "{name: r, effect: mask, when: 'true', mask: [{method: redact}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: bucket}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: bucket, width: 1}]}",
                "{name: r, effect: mask, when: 'true', mask: [{detector: pan, method: bucket, width: 10}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: date-truncate, unit: week}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: redact, unit: day}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: hash, keep: 4}]}",
                "{name: r, effect: oblige, when: 'true', oblige: {}}",
                "{name: r, effect: oblige, when: 'true', oblige: {readOnly: false}}",
                "{name: r, effect: deny, when: 'true', until: soon}",
                "{name: r, effect: deny, when: 'true', exceptions: [{when: 'true', owner: ada}]}",
                "{name: r, effekt: deny, when: 'true'}"
            })
    void itRefusesWhatReadingRefuses(String rule) {
        assertThat(schema(DocumentKind.POLICY).validate(Samples.policy("p", rule), InputFormat.YAML))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: redact}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: null}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: partial}]}",
                "{name: r, effect: mask, when: 'true', mask: [{detector: pan, method: partial, keep: 4}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: bucket, width: 10}]}",
                "{name: r, effect: mask, when: 'true', mask: [{classification: x, method: date-truncate, unit: hour}]}"
            })
    void itAcceptsWhatReadingAccepts(String rule) {
        String policy = Samples.policy("p", rule);
        assertThat(schema(DocumentKind.POLICY).validate(policy, InputFormat.YAML))
                .isEmpty();
        assertThat(new PolicyReader().read(policy).rules()).hasSize(1);
    }

    private static Schema schema(DocumentKind kind) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(DocumentSchema.of(kind), InputFormat.JSON);
    }
}
