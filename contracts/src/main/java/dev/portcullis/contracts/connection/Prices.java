// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.connection;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a connection's models cost, as its operator wrote it down. A model that is not in it has no
/// price, which is not the same as costing nothing.
///
/// @param currency the ISO 4217 code of all prices
/// @param models the prices
public record Prices(String currency, List<ModelPrice> models) {
    public Prices {
        models = List.copyOf(models);
    }

    /// The price of a model: the one of exactly this name, else of the longest beginning that fits.
    public Optional<ModelPrice> of(String model) {
        return models.stream()
                .filter(price -> price.fits(model))
                .max(Comparator.comparingInt(
                        price -> price.isBeginning() ? price.model().length() : Integer.MAX_VALUE));
    }

    /// What a model costs, in millionths of the currency's unit for a million tokens.
    ///
    /// @param model its name, or the beginning of names, with a `*` at its end
    /// @param input what it reads
    /// @param cacheRead what it reads from the provider's cache
    /// @param cacheWrite what it reads and leaves there
    /// @param output what it writes
    public record ModelPrice(String model, long input, long cacheRead, long cacheWrite, long output) {
        private static final long MILLION = 1_000_000;

        private boolean isBeginning() {
            return model.endsWith("*");
        }

        private boolean fits(String name) {
            return isBeginning() ? name.startsWith(model.substring(0, model.length() - 1)) : name.equals(model);
        }

        /// What a request costs, in millionths of the unit, rounded up.
        ///
        /// @param in all tokens read, those of the cache included
        /// @param fromCache how many of them came from the cache
        /// @param toCache how many of them were left there
        /// @param out all tokens written
        public long micros(long in, long fromCache, long toCache, long out) {
            long plain = Math.max(0, in - fromCache - toCache);
            try {
                long sum = Math.addExact(
                        Math.addExact(Math.multiplyExact(plain, input), Math.multiplyExact(fromCache, cacheRead)),
                        Math.addExact(Math.multiplyExact(toCache, cacheWrite), Math.multiplyExact(out, output)));
                return Math.ceilDiv(sum, MILLION);
            } catch (ArithmeticException _) {
                // More than anybody has.
                return Long.MAX_VALUE / MILLION;
            }
        }

        /// The most that so many tokens can cost, however they come to be counted.
        public long mostMicros(long in, long out) {
            long dearest = Math.max(input, Math.max(cacheRead, cacheWrite));
            return new ModelPrice(model, dearest, dearest, dearest, output).micros(in, 0, 0, out);
        }
    }
}
