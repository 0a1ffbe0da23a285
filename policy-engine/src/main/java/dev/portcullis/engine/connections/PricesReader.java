// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.connections;

import dev.portcullis.contracts.connection.Prices;
import dev.portcullis.contracts.connection.Prices.ModelPrice;
import dev.portcullis.engine.documents.Amounts;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads what the models of a connection cost.
final class PricesReader {
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._:/@-]{1,128}\\*?");

    /// In whole units for a million tokens: so much that no sum of them leaves the numbers there are.
    private static final long MOST = 10_000;

    private PricesReader() {}

    /// The prices; empty when something is wrong with them.
    static Optional<Prices> read(Section section) {
        Optional<String> currency = section.requiredScalar("currency")
                .filter(code -> code.matches(Amounts.CURRENCY, "must be a currency's code such as USD"))
                .map(Scalar::text);
        section.require("models");
        Set<String> names = new HashSet<>();
        List<ModelPrice> models = new ArrayList<>();
        for (Section model : section.sections("models")) {
            model(model, names).ifPresent(models::add);
            model.finish();
        }
        section.finish();
        return currency.map(code -> new Prices(code, models));
    }

    private static Optional<ModelPrice> model(Section model, Set<String> names) {
        Optional<Scalar> name = model.requiredScalar("model")
                .filter(text -> text.matches(MODEL, "must be a model's name, or its beginning and a '*'"));
        name.filter(text -> !names.add(text.text())).ifPresent(text -> text.refuse("has a price already"));
        OptionalLong input = price(model.requiredScalar("input"));
        OptionalLong output = price(model.requiredScalar("output"));
        OptionalLong read = price(model.scalar("cacheRead"));
        OptionalLong write = price(model.scalar("cacheWrite"));
        if (name.isEmpty() || input.isEmpty() || output.isEmpty()) {
            return Optional.empty();
        }
        // What is not said of the cache costs what it costs without one.
        return Optional.of(new ModelPrice(
                name.get().text(),
                input.getAsLong(),
                read.orElse(input.getAsLong()),
                write.orElse(input.getAsLong()),
                output.getAsLong()));
    }

    private static OptionalLong price(Optional<Scalar> scalar) {
        return scalar.isPresent() ? Amounts.price(scalar.get(), MOST) : OptionalLong.empty();
    }
}
