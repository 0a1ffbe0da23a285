// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one request proves to the target who sends it.
///
/// @param headers what is put in last, by name
/// @param secrets every text of it that nobody but the target may see
/// @param base where the credential's issuer says that it is good for; null for the connection's own address
/// @param tokenKey what the credential is remembered under, to be forgotten when the target refuses it; null for a
/// static
///     one
record Placement(
        Map<String, String> headers,
        List<String> secrets,
        @Nullable Base base,
        @Nullable TokenKey tokenKey) {

    static Placement of(String header, String value, String... secrets) {
        return new Placement(Map.of(header, value), List.of(secrets), null, null);
    }

    @Override
    public String toString() {
        return "Placement[<secret>]";
    }

    /// Where a credential is good for.
    ///
    /// @param path what the path is put behind there; empty for nothing
    record Base(String host, int port, String path) {}
}
