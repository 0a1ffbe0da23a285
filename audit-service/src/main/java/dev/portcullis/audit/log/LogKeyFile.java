// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.audit.keys.KeyFile;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignerKey;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Reads the log's signing key, or makes it when told to. A key that others may read, or that is for another
/// log, stops the start.
@Configuration(proxyBeanMethods = false)
class LogKeyFile {

    @Bean
    SignerKey logKey(LogProperties properties) {
        return read(properties);
    }

    static SignerKey read(LogProperties properties) {
        KeyFile file = new KeyFile(properties.keyFile(), "log key");
        try {
            SignerKey key = SignerKey.parse(text(file, properties));
            if (!key.verifier().name().equals(properties.origin())) {
                throw new IllegalStateException("the key in " + file.path() + " is for the log "
                        + key.verifier().name() + ", not for " + properties.origin());
            }
            return key;
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
