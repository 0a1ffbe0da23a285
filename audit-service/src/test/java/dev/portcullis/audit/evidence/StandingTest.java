// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import dev.portcullis.merkle.evidence.CitedEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What of the past is still there when a period begins.
class StandingTest {

    private static final String GRANT = "\"grantId\":\"g\",\"approvalId\":\"a\",\"breakGlass\":";

    private Standing standing = new Standing(Instant.parse("2026-08-03T00:00:00Z"));
    private long next;

    private StandingTest event(String kind, String unmapped, String fields) throws NoteException {
        byte[] event = """
                {"class_uid":6003,"time":1785672000123,%s"metadata":{"uid":"e","sequence":1,"correlation_uid":"c"},\
                "unmapped":{"portcullis":{"kind":"%s","prev":"",%s}}}""".formatted(fields, kind, unmapped).getBytes(UTF_8);
        standing.take(CitedEvent.of(next, event, Salt.NONE), new Citation(next++, Digest.ZERO, event.length));
        return this;
    }

    private List<Long> places() {
        return standing.events().stream().map(Citation::index).sorted().toList();
    }

    @Test
    void ofADocumentTheLastChangeUnlessItWasRemoved() throws NoteException {
        String there = "\"entity\":{\"uid\":\"policy/p\"},\"entity_result\":{\"uid\":\"policy/p\"},";
        event("policy.changed", "\"v\":1", there).event("policy.changed", "\"v\":2", there);
        assertThat(places()).containsExactly(1L);
        event("policy.changed", "\"v\":3", "\"entity\":{\"uid\":\"policy/p\"},");
        assertThat(places()).isEmpty();
    }

    @Test
    void ofAGrantAllThatLedToItUntilItEnds() throws NoteException {
        event("approval.voted", "\"approvalId\":\"a\",\"approvalKind\":\"GRANT\",\"state\":\"CONSUMED\"", "");
        event("approval.voted", "\"approvalId\":\"other\",\"approvalKind\":\"GRANT\",\"state\":\"REJECTED\"", "");
        event("grant.requested", GRANT + "false,\"state\":\"REQUESTED\"", "");
        event("grant.changed", GRANT + "false,\"state\":\"ACTIVE\"", "");
        assertThat(places()).containsExactly(0L, 2L, 3L);
        event("grant.changed", GRANT + "false,\"state\":\"ENDED\"", "");
        assertThat(places()).isEmpty();
    }

    @Test
    void ofKeysThoseThatAreGood() throws NoteException {
        String key = "\"keyId\":\"%s\",\"expiresAt\":\"2026-08-03T%s:00Z\"";
        event("key.issued", key.formatted("k", "00:10"), "");
        event("key.issued", key.formatted("l", "00:10"), "");
        event("key.issued", "\"refusal\":\"too-many\"", "");
        event("key.issued", key.formatted("m", "00:00").replace("08-03", "08-02"), "");
        assertThat(places()).containsExactly(0L, 1L);
        event("key.ended", key.formatted("k", "00:10"), "");
        assertThat(places()).containsExactly(1L);
    }

    /// Its sessions end after it.
    @Test
    void ofAKeyThatHasJustEndedAll() throws NoteException {
        standing = new Standing(Instant.parse("2026-08-02T12:03:00Z"));
        event("key.issued", "\"keyId\":\"k\",\"expiresAt\":\"2026-08-02T13:00:00Z\"", "");
        event("key.ended", "\"keyId\":\"k\",\"expiresAt\":\"2026-08-02T13:00:00Z\"", "");
        assertThat(places()).containsExactly(0L, 1L);
    }

    @Test
    void ofBreakGlassAllUntilItIsReviewed() throws NoteException {
        event("grant.changed", GRANT + "true,\"state\":\"ACTIVE\"", "");
        event("grant.changed", GRANT + "true,\"state\":\"ENDED\"", "");
        event("grant.reviewed", GRANT + "true,\"state\":\"ENDED\",\"refusal\":\"own-grant\"", "");
        assertThat(places()).containsExactly(0L, 1L);
        event("grant.reviewed", GRANT + "true,\"state\":\"ENDED\"", "");
        assertThat(places()).isEmpty();
    }

    @Test
    void ofWhatExpiredThatItDidAndOfHoldsThoseInForce() throws NoteException {
        event("retention.applied", "\"class\":\"events\"", "").event("retention.applied", "\"class\":\"events\"", "");
        event("hold.set", "\"holdId\":\"h\"", "").event("hold.set", "\"holdId\":\"i\"", "");
        assertThat(places()).containsExactly(1L, 2L, 3L);
        event("hold.lifted", "\"holdId\":\"h\"", "");
        assertThat(places()).containsExactly(1L, 3L);
    }

    @Test
    void ofQuestionsAboutCommandsAndTemplatesThoseThatAreOpen() throws NoteException {
        String command = "\"approvalId\":\"c\",\"approvalKind\":\"COMMAND\",\"state\":";
        event("approval.requested", command + "\"PENDING\"", "");
        event("template.changed", "\"templateId\":\"t\",\"state\":\"ACTIVE\"", "");
        event("delegation.changed", "\"from\":\"x\"", "\"resources\":[{\"uid\":\"d\"}],");
        assertThat(places()).containsExactly(0L, 1L, 2L);
        event("approval.consumed", command + "\"CONSUMED\"", "");
        event("template.changed", "\"templateId\":\"t\",\"state\":\"ENDED\"", "");
        event(
                "delegation.changed",
                "\"from\":\"x\"",
                "\"api\":{\"operation\":\"delegations.end\"},\"resources\":[{\"uid\":\"d\"}],");
        assertThat(places()).isEmpty();
    }
}
