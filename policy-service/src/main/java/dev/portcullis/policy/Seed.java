// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.engine.classifications.ClassificationsReader;
import dev.portcullis.engine.connections.ConnectionReader;
import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.documents.DocumentStore;
import dev.portcullis.policy.documents.Documents;
import dev.portcullis.policy.documents.Justification;
import dev.portcullis.policy.documents.Precondition;
import dev.portcullis.policy.documents.SeedProperties;
import dev.portcullis.policy.documents.StaleVersionException;
import dev.portcullis.policy.policies.AcceptedPolicies;
import dev.portcullis.policy.security.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/// Applies the documents of a folder when the service starts: `*.yaml` in it and one level below, told apart by their
/// `kind`. What exists already, or existed and was removed, is left alone. All files are read,
/// and the new ones tested, before any is applied, so a faulty one stops the start and nothing is half done.
@Component
final class Seed implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(Seed.class);

    private final SeedProperties properties;
    private final DocumentStore store;
    private final Documents documents;
    private final PolicyReader reader;
    private final AcceptedPolicies policies;

    Seed(
            SeedProperties properties,
            DocumentStore store,
            Documents documents,
            PolicyReader reader,
            AcceptedPolicies policies) {
        this.properties = properties;
        this.store = store;
        this.documents = documents;
        this.reader = reader;
        this.policies = policies;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        Path directory = properties.seedDirectory();
        if (directory == null) {
            return;
        }
        List<SeedDocument> read = new ArrayList<>();
        for (Path file : files(directory)) {
            read.add(read(file));
        }
        // A policy without its connection decides nothing, a connection without its policy denies: this order is safe.
        read.sort((one, other) -> other.key().kind().compareTo(one.key().kind()));
        List<SeedDocument> wanted =
                read.stream().filter(document -> !isKnown(document.key())).toList();
        wanted.forEach(this::requireGood);
        wanted.forEach(this::apply);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory, 2)) {
            return found.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private SeedDocument read(Path file) {
        try {
            String source = Files.readString(file);
            DocumentKind kind = DocumentReader.kindOf(source);
            String name = switch (kind) {
                case POLICY -> reader.read(source).name();
                case CONNECTION -> ConnectionReader.read(source, 0).name();
                case CLASSIFICATIONS -> ClassificationsReader.read(source, 0).connection();
            };
            return new SeedDocument(new DocumentKey(kind, name), source, file);
        } catch (InvalidDocumentException e) {
            throw faulty(file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private boolean isKnown(DocumentKey key) {
        return !store.versions(key).isEmpty();
    }

    /// Runs a policy's own tests, which take longer than reading it: only of what is new.
    private void requireGood(SeedDocument document) {
        if (document.key().kind() == DocumentKind.POLICY) {
            try {
                policies.read(document.source());
            } catch (InvalidDocumentException e) {
                throw faulty(document.file(), e);
            }
        }
    }

    private static IllegalStateException faulty(Path file, InvalidDocumentException e) {
        return new IllegalStateException(file + " cannot be applied:\n" + e.getMessage(), e);
    }

    private void apply(SeedDocument document) {
        try {
            documents.put(
                    document.key(), document.source(), new Precondition.Absent(), Caller.SERVICE, Justification.NONE);
            log.atInfo()
                    .addKeyValue("kind", document.key().kind().noun())
                    .addKeyValue("name", document.key().name())
                    .log("document applied from the seed directory");
        } catch (StaleVersionException e) {
            log.atDebug().addKeyValue("name", document.key().name()).log("another instance was first");
        }
    }

    private record SeedDocument(DocumentKey key, String source, Path file) {}
}
