// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import dev.portcullis.gateway.access.Credentials.Credential;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// AWS Signature Version 4. The key itself is never sent: a signature over method, host, path, query, content
/// type and body proves that the gateway has it, for some minutes and for this request only. So the signature is
/// a secret as well: whoever sees it can send the same request again, past the gateway.
final class AwsSignature {
    private static final String CONTENT_TYPE = "content-type";
    private static final String AWS_HEADERS = "x-amz-";
    /// The one service that takes paths as they are instead of encoding them once more.
    private static final String S3 = "s3";

    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private final Credential key;
    private final String region;
    private final String service;
    private final Clock clock;

    private AwsSignature(Credential key, String region, String service, Clock clock) {
        this.key = key;
        this.region = region;
        this.service = service;
        this.clock = clock;
    }

    /// Signs with a key.
    ///
    /// @param key the access key id as its user, the secret access key as its password
    /// @param scope what the signatures are good for, `region/service`
    static AwsSignature of(Credential key, String scope, Clock clock) throws DependencyUnavailable {
        int slash = scope.indexOf('/');
        if (slash < 1 || slash == scope.length() - 1) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the connection names no region and service");
        }
        return new AwsSignature(key, scope.substring(0, slash), scope.substring(slash + 1), clock);
    }

    /// The headers that prove one request, which must not be changed any more.
    ///
    /// @param host the `Host` that it is sent with
    Placement sign(OutgoingRequest request, boolean secure, String host) throws DependencyUnavailable {
        if (!(request.body() instanceof OutgoingRequest.Bytes body)) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "a body that is not read cannot be signed");
        }
        try {
            String secret = key.password().reveal();
            var signed = SIGNER.sign(sign -> sign.identity(identity(secret))
                    .request(unsigned(request, secure, host))
                    .payload(ContentStreamProvider.fromByteArray(body.array()))
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !service.equals(S3))
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !service.equals(S3))
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
            Map<String, String> headers = new TreeMap<>();
            signed.request()
                    .forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            headers.remove("host");
            headers.remove(CONTENT_TYPE);
            List<String> secrets = new ArrayList<>(List.of(secret));
            if (key.session() != null) {
                secrets.add(key.session().reveal());
            }
            String authorization = headers.getOrDefault("authorization", "");
            secrets.add(authorization.substring(authorization.indexOf("Signature=") + "Signature=".length()));
            return new Placement(headers, secrets, null, null);
        } catch (RuntimeException e) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the request cannot be signed", e);
        }
    }

    private AwsCredentialsIdentity identity(String secret) {
        return key.session() == null
                ? AwsCredentialsIdentity.create(key.user(), secret)
                : AwsSessionCredentialsIdentity.create(
                        key.user(), secret, key.session().reveal());
    }

    private static SdkHttpRequest unsigned(OutgoingRequest request, boolean secure, String host) {
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(URI.create((secure ? "https://" : "http://") + host + request.path()))
                .putHeader("host", host);
        request.headers().forEach((name, value) -> {
            // What AWS reads as part of the request is part of what is signed.
            if (name.equals(CONTENT_TYPE) || name.startsWith(AWS_HEADERS)) {
                unsigned.putHeader(name, value);
            }
        });
        return unsigned.build();
    }
}
