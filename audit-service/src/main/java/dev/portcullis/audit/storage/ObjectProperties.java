// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where recordings are kept: in the audit database, or in a bucket of an object store that speaks S3.
///
/// @param bucket the bucket, which must be there; none for the audit database
/// @param prefix what all keys begin with. Whatever is under it belongs to this log alone, and is removed if
///     the log does not know it
/// @param endpoint where the store is; none for AWS in the region
/// @param region its region
/// @param pathStyle whether the bucket is in the path of a URL instead of in its host
/// @param accessKeyFile a file with the access key's id, for its owner only
/// @param secretKeyFile a file with the secret key, for its owner only; both are read again for every request
/// @param timeout how long one request may take, attempts included
/// @param sweepAge how old an object is at least that is removed because the log does not know it
@Validated
@ConfigurationProperties("portcullis.audit.objects")
public record ObjectProperties(
        @DefaultValue("") @Pattern(regexp = "([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?")
        String bucket,

        @DefaultValue("") @Pattern(regexp = "([A-Za-z0-9][A-Za-z0-9._-]*[/])*")
        String prefix,

        @Nullable URI endpoint,

        @DefaultValue("us-east-1") @Pattern(regexp = "[a-z0-9-]{1,40}")
        String region,

        @DefaultValue("false") boolean pathStyle,
        @Nullable Path accessKeyFile,
        @Nullable Path secretKeyFile,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("1d") Duration sweepAge) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /// A bucket without the rest is a mistake that would show only when the first recording is lost.
    @AssertTrue(message = "a bucket needs a prefix of its own, an access-key-file and a secret-key-file")
    public boolean isComplete() {
        return bucket.isEmpty() || (!prefix.isEmpty() && accessKeyFile != null && secretKeyFile != null);
    }

    @AssertTrue(message = "the endpoint must be https://host, or plain http on loopback")
    public boolean isEndpointUsable() {
        return endpoint == null
                || (endpoint.getHost() != null
                        && ("https".equals(endpoint.getScheme())
                                || ("http".equals(endpoint.getScheme()) && LOOPBACK.contains(endpoint.getHost()))));
    }
}
