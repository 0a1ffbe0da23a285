// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.merkle.KeyFile;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignerKey;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Reads the gateway's signing key. Without one the gateway does not start: nobody could tell then
/// whether a session is missing from the log.
@Configuration(proxyBeanMethods = false)
class SigningKeyFile {

    @Bean
    SignerKey signingKey(HeartbeatProperties properties) {
        KeyFile file = new KeyFile(properties.keyFile(), "signing key of this gateway");
        try {
            return SignerKey.parse(file.read("make one with deploy/log-key, and give its second line to the audit"
                    + " service as portcullis.audit.gateways.keys"));
        } catch (NoteException e) {
            throw new IllegalStateException("there is no usable signing key in " + file.path(), e);
        }
    }
}
