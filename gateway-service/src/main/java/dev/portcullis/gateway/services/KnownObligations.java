// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.services;

import dev.portcullis.contracts.decision.Obligations;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Takes no answer whose obligations hold a word that this gateway does not know, as a newer policy service may send:
/// to leave it out would be to allow more than policy does. A word without a value obliges to nothing. Anywhere else a
/// word more is nothing to refuse.
final class KnownObligations extends DeserializationProblemHandler {

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            ValueDeserializer<?> deserializer,
            Object beanOrClass,
            String name) {
        Class<?> type = beanOrClass instanceof Class<?> named ? named : beanOrClass.getClass();
        boolean obliges = parser.currentToken() != JsonToken.VALUE_NULL;
        if (obliges && (type == Obligations.class || type == Obligations.Mask.class)) {
            throw UnrecognizedPropertyException.from(parser, type, name, List.of());
        }
        return false;
    }
}
