// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.classifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.testing.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassificationsReaderTest {

    @Test
    void readsOneEntryPerColumnAndTag() {
        assertThat(ClassificationsReader.read(Samples.CLASSIFICATIONS, 2).columns())
                .containsExactly(
                        new Classification("orders", "public", "customers", "email", "pii.email"),
                        new Classification("orders", "public", "customers", "ssn", "pii.ssn"),
                        new Classification("orders", "public", "customers", "ssn", "internal"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public.customers | customers | columns.customers: relations are written schema.name, not 'customers'",
                "email: pii.email | email: PII | columns.public.customers.email: must be like pii.email, not 'PII'",
                "email: pii.email | email: pii.* | columns.public.customers.email: must be like pii.email, not 'pii.*'",
                "email: pii.email | email: {a: b} | columns.public.customers.email: must be a list",
                "connection: orders | name: orders | metadata.connection: is missing"
            })
    void saysWhatIsWrong(String right, String wrong, String message) {
        assertThatThrownBy(() -> ClassificationsReader.read(Samples.CLASSIFICATIONS.replace(right, wrong), 1))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(message);
    }
}
