// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Posts JSON to where the operator said, over TLS unless said otherwise, and nowhere else: a redirect is a failure. Of
/// the answer only status and headers are looked at.
@Component
final class Posting {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    private final HttpClient http;
    private final Duration timeout;

    Posting(NotificationProperties properties) {
        this.timeout = properties.timeout();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /// Posts to an address that is written out, or kept as a secret.
    Attempt post(String url, boolean plainText, String body, Map<String, String> headers)
            throws InterruptedException, SecretReference.Unresolved {
        String address = SecretReference.isReference(url) ? new SecretReference(url).value() : url;
        try {
            URI target = new URI(address);
            if (!isFit(target, plainText)) {
                return new Attempt.Failed("the address is none, or is not https");
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(target)
                    .timeout(timeout)
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "Portcullis")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            return send(request.build());
        } catch (URISyntaxException e) {
            return new Attempt.Failed("the address is none, or is not https");
        } catch (IOException e) {
            return new Attempt.Failed(e);
        }
    }

    private Attempt send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream _ = answer.body()) {
            return answer.statusCode() / 100 == 2
                    ? new Attempt.Delivered()
                    : new Attempt.Failed("answered " + answer.statusCode(), pause(answer));
        }
    }

    private static Duration pause(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ZERO);
    }

    private static boolean isFit(URI target, boolean plainText) {
        String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
        return (scheme.equals("https") || (plainText && scheme.equals("http")))
                && target.getHost() != null
                && target.getUserInfo() == null;
    }
}
