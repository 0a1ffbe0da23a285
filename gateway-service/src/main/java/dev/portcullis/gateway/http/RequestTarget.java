// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.net.URI;

/// Where a caller wants to go: `/c/{connection}/{path at the target}?{query}`.
///
/// @param connection the connection's name
/// @param path the path below the connection's base path, normalised; empty or beginning with `/`
/// @param query the query as it came; empty if there is none
record RequestTarget(String connection, String path, String query) {
    /// What every such path begins with.
    static final String PREFIX = "/c/";

    static RequestTarget of(URI uri) {
        String raw = uri.getRawPath();
        if (raw == null || !raw.startsWith(PREFIX)) {
            throw Refused.notUnderstood("the path does not name a connection");
        }
        int end = raw.indexOf('/', PREFIX.length());
        String connection = raw.substring(PREFIX.length(), end < 0 ? raw.length() : end);
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return new RequestTarget(connection, end < 0 ? "" : RequestPath.normalised(raw.substring(end)), query);
    }
}
