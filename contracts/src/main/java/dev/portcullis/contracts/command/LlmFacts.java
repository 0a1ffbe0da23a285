// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Facts of one request to a language model's API, read from its body. What the reader does not know is listed, not
/// skipped: a closed policy denies where `unknown` is not empty.
///
/// @param endpoint `chat_completions`, `responses`, `messages`, `count_tokens`, `embeddings` or `models`
/// @param model the model asked for; empty where the endpoint takes none
/// @param stream whether the answer is asked for as a stream of events
/// @param roles whose words the prompt holds: `system`, `developer`, `user`, `assistant`, `tool`; sorted, no duplicates
/// @param tools the names of the tools offered to the model, or the types of those that run at the provider; sorted, no
///     duplicates
/// @param tokenEstimate about how many tokens the texts are: a quarter of their bytes
/// @param maxTokens how many tokens the answer may have, all its choices together; null where the request does not say
/// @param images whether there are images, which no mask looks into
/// @param files whether there are files, documents or sound, inline or by reference, which no mask looks into
/// @param hosts the hosts of all addresses the provider is asked to fetch from or call; sorted, no duplicates
/// @param stored whether the provider is asked, or by default entitled, to keep the conversation
/// @param continued whether the provider adds something that it keeps and that is not in the request: an earlier
///     response, a conversation, a stored prompt, an item by reference
/// @param findings the names of the content detectors that found something in the texts; sorted, no duplicates
/// @param unknown the places of parts that may hold content and that the reader does not know, such as
///     `messages[1].content[0]`
public record LlmFacts(
        String endpoint,
        String model,
        boolean stream,
        List<String> roles,
        List<String> tools,
        long tokenEstimate,
        @Nullable Long maxTokens,
        boolean images,
        boolean files,
        List<String> hosts,
        boolean stored,
        boolean continued,
        List<String> findings,
        List<String> unknown) {

    public LlmFacts {
        roles = List.copyOf(roles);
        tools = List.copyOf(tools);
        hosts = List.copyOf(hosts);
        findings = List.copyOf(findings);
        unknown = List.copyOf(unknown);
    }
}
