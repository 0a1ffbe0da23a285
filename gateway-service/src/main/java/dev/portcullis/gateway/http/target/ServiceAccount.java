// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import dev.portcullis.gateway.access.Credentials.Secret;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A service account of Google's, from its key file.
///
/// @param email who it is
/// @param key what it signs with
record ServiceAccount(String email, AssertionKey key) {

    /// @throws DependencyUnavailable it is no key file of a service account; what it is instead is not said
    static ServiceAccount of(Secret keyFile, JsonMapper json) throws DependencyUnavailable {
        JsonNode file;
        try {
            file = json.readTree(keyFile.reveal());
        } catch (JacksonException _) {
            // Its message may hold a part of the key.
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the key file is no JSON");
        }
        String email = file.path("client_email").asString("");
        if (!file.path("type").asString("").equals("service_account") || email.isEmpty()) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the key file is none of a service account");
        }
        return new ServiceAccount(
                email,
                AssertionKey.named(
                        file.path("private_key_id").asString(""),
                        file.path("private_key").asString("")));
    }

    @Override
    public String toString() {
        return "ServiceAccount[" + email + "]";
    }
}
