// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.json.Texts;
import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.Finding;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Gathers the facts of one request while its shape is walked.
final class FactsBuilder {
    private static final int BYTES_PER_TOKEN = 4;
    private static final Set<String> ADDRESSES = Set.of("url", "image_url", "file_url", "server_url");
    private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}");

    private final Endpoint.Listed endpoint;
    private final ObjectNode body;
    private final Set<String> roles = new TreeSet<>();
    private final Set<String> tools = new TreeSet<>();
    private final List<String> unknown = new ArrayList<>();
    private boolean images;
    private boolean files;
    private boolean stored;
    private boolean continued;

    FactsBuilder(Endpoint.Listed endpoint, ObjectNode body) {
        this.endpoint = endpoint;
        this.body = body;
    }

    void role(String role) {
        roles.add(role);
    }

    void tool(String name) {
        tools.add(name);
    }

    void image() {
        images = true;
    }

    void file() {
        files = true;
    }

    void storedByProvider() {
        stored = true;
    }

    void continuesSomethingStored() {
        continued = true;
    }

    /// Reports what may hold content and is not among the known names. Numbers and truth values hold none.
    void onlyKnown(String place, JsonNode object, Set<String> known) {
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            JsonNode value = property.getValue();
            boolean content = value.isContainer() || value.isString();
            if (content && !known.contains(property.getKey())) unknown(Texts.within(place, property.getKey()));
        }
    }

    void unknown(String place) {
        unknown.add(place);
    }

    LlmFacts build(List<PromptText> texts, DetectorSet detectors) throws LlmWireException {
        return new LlmFacts(
                endpoint.label(),
                body.path("model").asString(""),
                flag("stream"),
                List.copyOf(roles),
                List.copyOf(tools),
                tokenEstimate(texts),
                maxTokens(),
                images,
                files,
                hosts(texts),
                stored,
                continued,
                findings(texts, detectors),
                unknown);
    }

    /// A provider may read `"true"` as true, or any number, so only a real truth value is taken.
    private boolean flag(String name) throws LlmWireException {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) return false;
        if (!value.isBoolean()) throw new LlmWireException(Problem.MALFORMED, name + " is neither true nor false");
        return value.booleanValue();
    }

    private static long tokenEstimate(List<PromptText> texts) {
        long bytes = 0;
        for (PromptText text : texts) bytes += text.text().getBytes(StandardCharsets.UTF_8).length;
        return Math.ceilDiv(bytes, BYTES_PER_TOKEN);
    }

    /// The largest number said: which one counts is up to the provider. As often as there are choices. Some
    /// providers take a number below 1 for no bound at all, which is none that could be counted or compared.
    private @Nullable Long maxTokens() throws LlmWireException {
        Long most = null;
        for (String field : List.of("max_tokens", "max_completion_tokens", "max_output_tokens")) {
            Long value = wholeNumber(field);
            if (value != null && value < 1) throw new LlmWireException(Problem.MALFORMED, field + " is below 1");
            if (value != null) most = most == null ? value : Long.valueOf(Math.max(most, value));
        }
        Long choices = wholeNumber("n");
        if (most == null || choices == null || choices <= 1) return most;
        return most > Long.MAX_VALUE / choices ? Long.MAX_VALUE : Long.valueOf(most * choices);
    }

    private @Nullable Long wholeNumber(String field) throws LlmWireException {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) return null;
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw new LlmWireException(Problem.MALFORMED, field + " is no whole number");
        }
        return value.longValue();
    }

    private static List<String> hosts(List<PromptText> texts) {
        var hosts = new TreeSet<String>();
        for (PromptText text : texts) {
            String name = text.place().substring(text.place().lastIndexOf('.') + 1);
            if (ADDRESSES.contains(name)) hosts.add(host(text.text()));
        }
        return List.copyOf(hosts);
    }

    /// What cannot be read as an address is shown as it is not: no rule that allows a host can match it.
    private static String host(String address) {
        try {
            String host = new URI(address.strip()).getHost();
            return host == null ? "?" : host.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException _) {
            return "?";
        }
    }

    /// Looks at each text as it is, and as it would be if nobody had tried to hide anything in it.
    private static List<String> findings(List<PromptText> texts, DetectorSet detectors) {
        var names = new TreeSet<String>();
        for (PromptText text : texts) {
            for (Finding finding : detectors.find(text.text())) names.add(finding.detector());
            String plain = UNSEEN.matcher(Normalizer.normalize(text.text(), Normalizer.Form.NFKC))
                    .replaceAll("");
            if (plain.equals(text.text())) continue;
            for (Finding finding : detectors.find(plain)) names.add(finding.detector());
        }
        return List.copyOf(names);
    }
}
