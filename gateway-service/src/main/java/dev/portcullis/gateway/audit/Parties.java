// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;
import java.net.Inet6Address;
import java.util.List;
import java.util.regex.Pattern;

/// Who did it, from where, to what: encoded once per session, since it is the same in all its events.
final class Parties {
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IP4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern MAY_BE_IP6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int SERVICE = 4;
    private static final int MAX_GROUPS = 200;

    private Parties() {}

    static byte[] of(SessionReference session, Identity identity, Connection connection) {
        JsonBuffer out = new JsonBuffer();
        actor(out, session, identity);
        source(out, session.clientAddress());
        out.name("dst_endpoint").open();
        out.name("hostname").text(connection.host()).name("port").number(connection.port());
        out.name("svc_name").text(connection.type()).close();
        Vocabulary.of(connection).target(out, connection);
        return out.copy();
    }

    static void source(JsonBuffer out, String address) {
        out.name("src_endpoint").open();
        // OCSF's ip takes addresses only; whatever else names a client is a name.
        String name = address.isEmpty() ? "unknown" : address;
        out.name(isAddress(name) ? "ip" : "hostname").text(Details.bounded(name));
        out.close();
    }

    private static boolean isAddress(String name) {
        if (IP4.matcher(name).matches()) {
            return true;
        }
        if (!MAY_BE_IP6.matcher(name).matches()) {
            return false;
        }
        try {
            var _ = Inet6Address.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    static void user(JsonBuffer out, String subject, List<String> groups) {
        String name = Details.bounded(subject.isEmpty() ? "unknown" : subject);
        out.open().name("uid").text(name).name("name").text(name);
        out.name("type_id").number(SERVICE);
        if (!groups.isEmpty()) {
            out.name("groups").openArray();
            groups.stream()
                    .limit(MAX_GROUPS)
                    .forEach(group ->
                            out.open().name("name").text(Details.bounded(group)).close());
            out.closeArray();
        }
        out.close();
    }

    private static void actor(JsonBuffer out, SessionReference session, Identity identity) {
        out.name("actor").open();
        out.name("user");
        user(out, identity.subject(), identity.groups());
        out.name("session").open();
        out.name("uid").text(session.id()).name("issuer").text(identity.issuer());
        out.name("created_time").number(session.startedAt().toEpochMilli());
        out.name("expiration_time").number(identity.expiresAt().toEpochMilli());
        if (!identity.tokenId().isEmpty()) {
            out.name("credential_uid").text(Details.bounded(identity.tokenId()));
        }
        out.close();
        if (!identity.clientId().isEmpty()) {
            out.name("app_uid").text(Details.bounded(identity.clientId()));
        }
        out.close();
    }
}
