// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.KeyFile;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignerKey;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Reads the log's signing keys, or makes one when told to. A key that others may read, or that is for another
/// log, stops the start.
@Configuration(proxyBeanMethods = false)
class LogKeyFile {

    @Bean
    LogSigners logSigners(LogProperties properties) {
        return read(properties);
    }

    static LogSigners read(LogProperties properties) {
        KeyFile file = new KeyFile(properties.keyFile(), "log key");
        try {
            List<SignerKey> keys = SignerKey.parseAll(text(file, properties));
            for (SignerKey key : keys) {
                if (!key.verifier().name().equals(properties.origin())) {
                    throw new IllegalStateException("the key in " + file.path() + " is for the log "
                            + key.verifier().name() + ", not for " + properties.origin());
                }
            }
            return new LogSigners(keys);
        } catch (NoteException e) {
            throw new IllegalStateException("there is no usable log key in " + file.path(), e);
        }
    }

    private static String text(KeyFile file, LogProperties properties) {
        return properties.createKey()
                ? file.readOrMake(() -> SignerKey.generate(properties.origin()).secretText())
                : file.read("put it there, or set portcullis.audit.log.create-key=true if this is a new log");
    }
}
