// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import dev.portcullis.audit.web.UnavailableException;
import dev.portcullis.merkle.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Objects in a bucket of a store that speaks S3. What was stored in the database before is still read there.
final class ObjectBucket implements ObjectStore, AutoCloseable {

    private static final int AT_ONCE = 8;
    private static final int PRECONDITION_FAILED = 412;
    /// No chunk comes near it; an object that is larger is none of ours and is not read to its end.
    private static final int LARGEST = 4 << 20;

    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final ObjectTable before;
    private final ExecutorService workers = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofVirtual().name("objects-", 0).factory());

    ObjectBucket(S3Client s3, String bucket, String prefix, ObjectTable before) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.before = before;
    }

    /// Durable when this returns: what is stored for a transaction that is rolled back is removed by the
    /// sweep.
    @Override
    public void putAll(Map<ObjectName, byte[]> objects) {
        inParallel(objects.entrySet().stream().map(object -> () -> put(object.getKey(), object.getValue())));
    }

    private void put(ObjectName name, byte[] bytes) {
        try {
            s3.putObject(
                    request -> request.bucket(bucket)
                            .key(key(name))
                            .ifNoneMatch("*")
                            .checksumSHA256(Base64.getEncoder()
                                    .encodeToString(Digest.sha256(bytes).bytes())),
                    RequestBody.fromBytes(bytes));
        } catch (S3Exception e) {
            // Stored by this very put, whose answer was lost and which the client sent again. No other has this name:
            // each attempt to store a chunk seals it anew.
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw e;
            }
        }
    }

    @Override
    public Optional<byte[]> get(ObjectName name) {
        return fetch(name).or(() -> before.get(name));
    }

    /// Some at a time. The database is asked by the caller alone: whoever holds one of its connections must not wait
    /// for others who want one.
    @Override
    public Map<ObjectName, byte[]> getAll(Collection<ObjectName> names) {
        Map<ObjectName, byte[]> found = new ConcurrentHashMap<>();
        inParallel(names.stream().map(name -> () -> fetch(name).ifPresent(bytes -> found.put(name, bytes))));
        found.putAll(before.getAll(
                names.stream().filter(name -> !found.containsKey(name)).toList()));
        return found;
    }

    private Optional<byte[]> fetch(ObjectName name) {
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(request -> request.bucket(bucket).key(key(name)))) {
            return Optional.of(object.readNBytes(LARGEST));
        } catch (NoSuchKeyException _) {
            return Optional.empty();
        } catch (SdkException | IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void removeAll(Collection<ObjectName> names) {
        inParallel(names.stream()
                .map(name ->
                        () -> s3.deleteObject(request -> request.bucket(bucket).key(key(name)))));
    }

    /// All that is in the bucket under the prefix, page by page.
    Stream<Listed> list() {
        return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .map(this::listed);
    }

    private Listed listed(S3Object object) {
        return new Listed(new ObjectName(object.key().substring(prefix.length())), object.lastModified());
    }

    private String key(ObjectName name) {
        return prefix + name.text();
    }

    private void inParallel(Stream<Runnable> requests) {
        List<Future<?>> running = new ArrayList<>();
        requests.forEach(request -> running.add(workers.submit(request)));
        try {
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            running.forEach(one -> one.cancel(false));
            throw unavailable(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    static UnavailableException unavailable(Throwable cause) {
        return new UnavailableException("The store of recordings does not answer; try again later.", cause);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        s3.close();
    }

    /// An object as the store lists it.
    record Listed(ObjectName name, Instant modified) {}
}
