// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import dev.portcullis.merkle.ChainHead;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.HeartbeatStatement;
import dev.portcullis.merkle.SignerKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// Writes the events of one session the way a gateway does, or deliberately otherwise.
final class Chain {

    final String id;
    ChainHead head = ChainHead.START;

    Chain(String name) {
        this.id = name + "-" + UUID.randomUUID();
    }

    Chain(String id, ChainHead head) {
        this.id = id;
        this.head = head;
    }

    byte[] started(String subject, String connection) {
        return next("session.started", "\"connection\":\"" + connection + "\",\"protocol\":\"postgres\"", """
                "actor":{"user":{"uid":"%s","name":"%s","type_id":4},"session":{"uid":"%s","issuer":"http://issuer"}},\
                "src_endpoint":{"ip":"10.0.3.7","port":52144},""".formatted(
                        subject, subject, id));
    }

    byte[] intent() {
        return next("command.intent", "\"commandId\":\"" + id + "-c\"", "");
    }

    byte[] outcome(long rows) {
        return next("command.outcome", "\"rows\":" + rows, "");
    }

    byte[] refused() {
        return next("command.refused", "\"commandId\":\"" + id + "-c\"", "");
    }

    byte[] startedOn(String gateway, long millis) {
        byte[] event = next("session.started", "\"connection\":\"orders\",\"gateway\":\"" + gateway + "\"", "");
        return retimed(event, millis);
    }

    byte[] gatewayStarted(String gateway, long millis) {
        return retimed(next("gateway.started", "\"gateway\":\"" + gateway + "\"", ""), millis);
    }

    /// The event made last, at another time.
    byte[] retimed(byte[] event, long millis) {
        byte[] bytes = new String(event, StandardCharsets.UTF_8)
                .replace("1785672000123", Long.toString(millis))
                .getBytes(StandardCharsets.UTF_8);
        head = new ChainHead(head.seq(), Digest.sha256(bytes));
        return bytes;
    }

    byte[] ended(String reason, int chunks) {
        return next("session.ended", "\"reason\":\"" + reason + "\",\"chunks\":" + chunks, "");
    }

    byte[] afterUnrecorded(int count) {
        return next("command.refused", "\"unrecorded\":" + count, "");
    }

    /// What a gateway says of its sessions, signed, as the next event of this chain.
    byte[] heartbeat(SignerKey key, String gateway, long beat, boolean last, List<HeartbeatStatement.Kept> kept) {
        var place = new HeartbeatStatement.Place(id, head.seq() + 1, head.digest(), 1_785_672_000_123L);
        var said = new HeartbeatStatement(gateway, place, beat, 1, 1, last, kept);
        return heartbeat(gateway, said.sign(key).note());
    }

    /// The same with whatever note.
    byte[] heartbeat(String gateway, String note) {
        return next(
                "gateway.heartbeat",
                "\"gateway\":\"" + gateway + "\",\"statement\":\"" + note.replace("\n", "\\n") + "\"",
                "");
    }

    /// How far this chain has come, as its gateway would say.
    HeartbeatStatement.Kept kept(boolean ended) {
        return new HeartbeatStatement.Kept(id, head.seq(), head.digest(), ended);
    }

    byte[] ended(String reason) {
        return next("session.ended", "\"reason\":\"" + reason + "\"", "");
    }

    private byte[] next(String kind, String unmapped, String fields) {
        return event(newId(), kind, unmapped, fields);
    }

    byte[] event(String eventId, String kind, String unmapped, String fields) {
        String json =
                """
                {"category_uid":6,"class_uid":6005,"activity_id":4,"type_uid":600504,"severity_id":1,"time":1785672000123,\
                %s"metadata":{"version":"1.8.0","uid":"%s","sequence":%d,"correlation_uid":"%s","product":{"name":"test"}},\
                "unmapped":{"portcullis":{"prev":"%s","kind":"%s",%s}}}""".formatted(fields, eventId, head.seq() + 1, id, head.digest().hex(), kind, unmapped);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        head = new ChainHead(head.seq() + 1, Digest.sha256(bytes));
        return bytes;
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }
}
