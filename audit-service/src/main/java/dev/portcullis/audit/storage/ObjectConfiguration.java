// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import dev.portcullis.merkle.KeyFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.core.JdbcTemplate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/// Recordings in a bucket, where one is named.
@Configuration(proxyBeanMethods = false)
@Conditional(ObjectConfiguration.BucketNamed.class)
class ObjectConfiguration {

    /// An empty name, which is what a template leaves of one that was not given, names none.
    static final class BucketNamed implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment()
                    .getProperty("portcullis.audit.objects.bucket", "")
                    .isEmpty();
        }
    }

    @Bean
    @Primary
    ObjectBucket objectBucket(ObjectProperties properties, ObjectTable table) {
        AwsCredentialsProvider credentials = () -> credentials(properties);
        // A start without them would lose nothing, and get nowhere.
        credentials.resolveCredentials();
        return new ObjectBucket(client(properties, credentials), properties.bucket(), properties.prefix(), table);
    }

    @Bean
    ObjectSweep objectSweep(ObjectBucket bucket, JdbcTemplate jdbc, ObjectProperties properties, Clock clock) {
        return new ObjectSweep(bucket, jdbc, properties.sweepAge(), clock);
    }

    private static S3Client client(ObjectProperties properties, AwsCredentialsProvider credentials) {
        S3ClientBuilder client = S3Client.builder()
                .region(Region.of(properties.region()))
                .forcePathStyle(properties.pathStyle())
                .credentialsProvider(credentials)
                // What is not said here comes from nowhere else: no profile of whoever starts the service.
                .defaultsMode(DefaultsMode.STANDARD)
                // Digests are computed and compared here; what stores ask for besides differs between them.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(properties.timeout())
                        .socketTimeout(properties.timeout())
                        .build())
                .overrideConfiguration(override -> override.apiCallTimeout(properties.timeout())
                        .defaultProfileFile(ProfileFile.aggregator().build()));
        if (properties.endpoint() != null) {
            client.endpointOverride(properties.endpoint());
        }
        return client.build();
    }

    private static AwsCredentials credentials(ObjectProperties properties) {
        return AwsBasicCredentials.create(
                read(properties.accessKeyFile(), "access key of the store of recordings"),
                read(properties.secretKeyFile(), "secret key of the store of recordings"));
    }

    private static String read(@Nullable Path file, String holds) {
        Path path = Objects.requireNonNull(file, "checked with the properties");
        return new KeyFile(path, holds).read("put it there").strip();
    }
}
