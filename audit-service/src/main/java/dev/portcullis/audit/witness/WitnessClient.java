// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import dev.portcullis.audit.log.SignedLog;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignedNote;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Talks to witnesses: `add-checkpoint` of C2SP tlog-witness. Follows no redirect, and reads no more than an answer
/// may have.
@Component
class WitnessClient {

    private static final int MAX_ANSWER = 64 << 10;
    private static final HttpResponse.BodyHandler<String> BOUNDED =
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER);
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n");
    private static final String SIZE_TYPE = "text/x.tlog.size";

    private final HttpClient http;
    private final WitnessProperties properties;

    WitnessClient(WitnessProperties properties) {
        this.properties = properties;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(properties.timeout())
                .build();
    }

    /// Shows the checkpoint, with the proof that it goes on from the size that the witness should remember.
    Answer show(SignedLog.View log, long remembered, Witness witness) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(witness.submission())
                .timeout(properties.timeout())
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body(log, remembered)))
                .build();
        // The request's own time-out ends with the headers; a body may take for ever.
        CompletableFuture<HttpResponse<String>> answering = http.sendAsync(request, BOUNDED);
        try {
            HttpResponse<String> response = answering.get(properties.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return read(response, response.body(), log, witness);
        } catch (TimeoutException e) {
            answering.cancel(true);
            return new Answer.Refused("it does not answer in time");
        } catch (ExecutionException e) {
            return new Answer.Refused("it does not answer, or says too much");
        }
    }

    private static String body(SignedLog.View log, long remembered) {
        StringBuilder body = new StringBuilder("old ").append(remembered).append('\n');
        for (Digest hash : log.since(remembered).path()) {
            body.append(hash.base64()).append('\n');
        }
        return body.append('\n').append(log.note()).toString();
    }

    private static Answer read(HttpResponse<?> response, String answer, SignedLog.View log, Witness witness) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return switch (response.statusCode()) {
            case 200 -> cosigned(answer, log, witness);
            case 409 ->
                type.startsWith(SIZE_TYPE) && SIZE.matcher(answer).matches()
                        ? new Answer.Remembers(Long.parseLong(answer.strip()))
                        : new Answer.Refused("it says 409 without a size");
            case 422 -> new Answer.Contradicted();
            case 403 -> new Answer.Refused("it knows this log by another key (403)");
            case 404 -> new Answer.Refused("it does not know this log (404)");
            default -> new Answer.Refused("it says " + response.statusCode());
        };
    }

    private static Answer cosigned(String answer, SignedLog.View log, Witness witness) {
        try {
            return witness.key()
                    .cosignatureOn(SignedNote.parse(log.note() + answer))
                    .<Answer>map(Answer.Cosigned::new)
                    .orElseGet(() -> new Answer.Refused("its answer has no cosignature by its key"));
        } catch (NoteException e) {
            return new Answer.Refused("its cosignature does not hold");
        }
    }
}
