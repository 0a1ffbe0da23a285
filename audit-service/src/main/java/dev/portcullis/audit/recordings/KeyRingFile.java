// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.merkle.KeyFile;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Reads the keys that wrap the keys of recordings, or makes the first one when told to. Without them there is no
/// start: what could not be sealed would have to be kept in the open.
@Configuration(proxyBeanMethods = false)
class KeyRingFile {

    @Bean
    KeyRing keyRing(RecordingProperties properties) {
        return read(properties);
    }

    static KeyRing read(RecordingProperties properties) {
        KeyFile file = new KeyFile(properties.kekFile(), "key for recordings");
        String text = properties.createKek()
                ? file.readOrMake(KeyRing::freshLine)
                : file.read(
                        "put it there, or set portcullis.audit.recordings.create-kek=true if nothing was recorded yet");
        try {
            return KeyRing.parse(text);
        } catch (IllegalArgumentException _) {
            // Not as a cause: its message may quote the key.
            throw new IllegalStateException(
                    "there is no usable key for recordings in " + file.path() + ": one of 32 bytes in Base64 per line");
        }
    }
}
