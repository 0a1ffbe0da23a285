// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.StructType;
import dev.cel.common.values.StructValue;
import java.util.Map;
import java.util.Optional;

/// The fields of one declared type, for conditions to select. A plain map would do as well, were it not that the
/// evaluator walks through all of a map, and what is in it, at every selection from it.
final class Facts extends StructValue<String, Facts> {

    private final StructType type;

    @SuppressWarnings("Immutable") // of texts, numbers, times, other facts, and unmodifiable collections of these
    private final Map<String, Object> fields;

    /// A value of a type.
    ///
    /// @param fields by name; not changed any more
    Facts(StructType type, Map<String, Object> fields) {
        this.type = type;
        this.fields = fields;
    }

    @Override
    public Object select(String field) {
        Object value = fields.get(field);
        if (value == null) {
            throw CelAttributeNotFoundException.forFieldResolution(field);
        }
        return value;
    }

    @Override
    public Optional<Object> find(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    @Override
    public Facts value() {
        return this;
    }

    @Override
    public boolean isZeroValue() {
        return fields.isEmpty();
    }

    @Override
    public StructType celType() {
        return type;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Facts facts && type.equals(facts.type) && fields.equals(facts.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }
}
