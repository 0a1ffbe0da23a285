// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The published keys of one issuer. A key nobody knows makes them be fetched again, but not more often than allowed,
/// whoever sends what; an issuer that is away changes nothing about the keys it has published.
final class IssuerKeys implements JWKSource<SecurityContext> {
    private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);
    private static final long MAX_BYTES = 512 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /// After a fetch that failed with no keys at hand, callers need not wait for the whole interval.
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final URI uri;
    private final HttpClient http;
    private final Clock clock;
    private final Duration maxAge;
    private final Duration minInterval;
    private volatile @Nullable Published published;
    private @Nullable Instant lastAttempt;

    IssuerKeys(URI uri, HttpClient http, Clock clock, Duration maxAge, Duration minInterval) {
        this.uri = uri;
        this.http = http;
        this.clock = clock;
        this.maxAge = maxAge;
        this.minInterval = minInterval;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        Published known = published;
        if (known != null && clock.instant().isBefore(known.fetchedAt().plus(maxAge))) {
            List<JWK> keys = selector.select(known.keys());
            if (!keys.isEmpty()) {
                return keys;
            }
        }
        Published newest = fetchIfAllowed(known);
        if (newest == null) {
            throw new KeySourceException("the issuer's keys could not be fetched");
        }
        return selector.select(newest.keys());
    }

    private synchronized @Nullable Published fetchIfAllowed(@Nullable Published seen) {
        Published known = published;
        if (!Objects.equals(known, seen)) {
            return known;
        }
        Instant now = clock.instant();
        Instant last = lastAttempt;
        Duration pause = known == null ? RETRY : minInterval;
        if (last != null && now.isBefore(last.plus(pause))) {
            return known;
        }
        lastAttempt = now;
        try {
            known = new Published(fetch(), now);
            published = known;
        } catch (IOException | ParseException e) {
            log.atWarn().setCause(e).addKeyValue("uri", uri).log("issuer's keys not fetched; known ones go on");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return known;
    }

    private JWKSet fetch() throws IOException, InterruptedException, ParseException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build();
        HttpResponse<byte[]> response = http.send(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
        if (response.statusCode() != 200) {
            throw new IOException("answered " + response.statusCode());
        }
        return JWKSet.parse(new String(response.body(), StandardCharsets.UTF_8));
    }

    private record Published(JWKSet keys, Instant fetchedAt) {}
}
