// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

import java.util.Locale;
import java.util.Optional;

/// What a method and a path mean at a language model's API. What is not listed here is not understood, and what is not
/// understood is denied: batches, files, sound, stored responses and everything that is yet to be invented.
public sealed interface Endpoint {
    /// An endpoint whose requests and answers are understood.
    enum Listed implements Endpoint {
        CHAT_COMPLETIONS,
        RESPONSES,
        MESSAGES,
        COUNT_TOKENS,
        EMBEDDINGS,
        /// All models, or one of them. There is no request body.
        MODELS;

        /// As facts and policies name it.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Everything else.
    record Unlisted() implements Endpoint {}

    /// What is asked for.
    ///
    /// @param path the path at the target, normalised, without the query
    static Endpoint of(Api api, String method, String path) {
        Optional<Listed> listed = switch (method) {
            case "POST" -> Endpoints.posted(api, path);
            case "GET" -> Endpoints.got(api, path);
            default -> Optional.empty();
        };
        return listed.<Endpoint>map(found -> found).orElseGet(Unlisted::new);
    }
}
