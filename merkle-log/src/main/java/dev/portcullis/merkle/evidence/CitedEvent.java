// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.JsonCursor;
import dev.portcullis.merkle.LoggedLeaf;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One event of the log as tables are made from it.
public final class CitedEvent {

    /// The claim that names the access key a session was opened with.
    static final String KEY_CLAIM = "portcullis_key";

    private static final String OWN = "unmapped.portcullis.";

    private final long index;
    private final LoggedLeaf leaf;
    private final Map<String, Object> members;

    private CitedEvent(long index, LoggedLeaf leaf, Map<String, Object> members) {
        this.index = index;
        this.leaf = leaf;
        this.members = members;
    }

    /// Reads the exact bytes of the event at this place of the log, whose leaf was made with this salt.
    public static CitedEvent of(long index, byte[] event, Salt salt) throws NoteException {
        return new CitedEvent(index, LoggedLeaf.ofEvent(event, salt), JsonCursor.withArrays(event));
    }

    /// Where it stands in the log.
    public long index() {
        return index;
    }

    /// Its id.
    public String id() {
        return leaf.entry().leafId();
    }

    /// The hash under which it stands in the tree.
    public Digest leafHash() {
        return leaf.entry().leafHash();
    }

    /// What it reports, in the words of `docs/events`.
    public String kind() {
        return leaf.columns().kind();
    }

    /// The chain it belongs to: a session, or a service's own.
    public String chain() {
        return leaf.columns().session();
    }

    /// When it happened, as ISO 8601.
    public String time() {
        return leaf.columns().time();
    }

    /// The same as a moment.
    public Instant moment() {
        return Instant.parse(time());
    }

    /// The first of these members that is a text; empty if none is.
    public String text(String... paths) {
        for (String path : paths) {
            if (members.get(path) instanceof String text) {
                return text;
            }
        }
        return "";
    }

    /// A member of `unmapped.portcullis`, as text whatever it is; empty if there is none.
    public String own(String name) {
        Object value = members.get(OWN + name);
        return value == null ? "" : value.toString();
    }

    /// Who acted.
    public String actor() {
        return text("actor.user.uid", "user.uid");
    }

    /// What a claim of the caller says, in the event of a session's start; empty if there is none.
    String claim(String name) {
        String claims = OWN + "caller.claims[";
        for (int i = 0; members.get(claims + i + "].name") instanceof String found; i++) {
            if (found.equals(name) && members.get(claims + i + "].value") instanceof String value) {
                return value;
            }
        }
        return "";
    }

    /// A whole number of `unmapped.portcullis`; 0 if there is none.
    long count(String name) {
        return members.get(OWN + name) instanceof Long number ? number : 0;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(members.get(OWN + name));
    }

    boolean has(String name) {
        return members.containsKey(OWN + name);
    }

    /// The texts of an array of `unmapped.portcullis`.
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        while (members.get(OWN + name + "[" + texts.size() + "]") instanceof String text) {
            texts.add(text);
        }
        return texts;
    }
}
