// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.keys;

import dev.portcullis.approval.changelog.AuditEvent;
import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.ocsf.OcsfBodies;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.contracts.key.KeyFiling;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// What the audit hears of keys. Called in the transaction of the change, after the key's row is locked.
/// Neither a key nor its digest is in any event.
@Component
final class KeyReports {
    /// In the place of the id of a key that there is not.
    private static final String NO_KEY = "none";

    private final ChangeLog changes;
    private final Clock clock;

    KeyReports(ChangeLog changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    void issued(AccessKey key, String tokenId) {
        Map<String, Object> details = details(key);
        details.put("tokenId", tokenId);
        changes.record(event(AuditKind.KEY_ISSUED, key, true, details));
    }

    /// Nobody got a key, and nothing is stored but this.
    void refused(KeyFiling asked, Refusal why) {
        changes.record(new AuditEvent(
                AuditKind.KEY_ISSUED,
                clock.instant(),
                OcsfBodies.authorizeSession(
                        asked.identity().subject(),
                        asked.identity().issuer(),
                        "reach " + asked.connection() + " with a key",
                        NO_KEY,
                        clock.instant(),
                        false),
                Map.of("connection", asked.connection(), "refusal", why.word())));
    }

    void ended(AccessKey key, String by, String reason) {
        Map<String, Object> details = details(key);
        details.put("by", by);
        details.put("reason", reason);
        changes.record(event(AuditKind.KEY_ENDED, key, false, details));
    }

    void read(Caller reader, List<String> keys) {
        changes.record(new AuditEvent(
                AuditKind.RECORD_READ,
                clock.instant(),
                OcsfBodies.apiActivity(OcsfBodies.Activity.READ, "keys.read", reader, "key", keys, true),
                Map.of("keyIds", keys)));
    }

    private AuditEvent event(AuditKind kind, AccessKey key, boolean granted, Map<String, Object> details) {
        return new AuditEvent(
                kind,
                clock.instant(),
                OcsfBodies.authorizeSession(
                        key.subject(),
                        key.issuer(),
                        "reach " + key.connection() + " with a key",
                        key.id(),
                        key.expiresAt(),
                        granted),
                details);
    }

    private static Map<String, Object> details(AccessKey key) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("keyId", key.id());
        details.put("connection", key.connection());
        details.put("requester", key.subject());
        details.put("actors", key.actors());
        details.put("purpose", key.purpose());
        details.put("expiresAt", key.expiresAt().toString());
        return details;
    }
}
