// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the strings and whole numbers out of one JSON object, by path (`metadata.uid`). The verifier needs a handful
/// of members of each event and has to do without any library, so that an auditor can read all of it. Whatever it is
/// not sure about it refuses.
public final class JsonCursor {

    private static final int MAX_DEPTH = 500;
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern SCALAR =
            Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String text;
    private final boolean all;
    private final Map<String, Object> members = new HashMap<>();
    private int at;

    private JsonCursor(String text, boolean all) {
        this.text = text;
        this.all = all;
    }

    /// The strings (as `String`) and whole numbers of up to 18 digits (as `Long`) of the object and of the objects in
    /// it. Arrays are passed over.
    static Map<String, Object> members(byte[] json) throws NoteException {
        return read(json, false);
    }

    /// The same, with `Boolean`s, and with what is in arrays under its place: `unmapped.portcullis.masked[0]`.
    public static Map<String, Object> withArrays(byte[] json) throws NoteException {
        return read(json, true);
    }

    private static Map<String, Object> read(byte[] json, boolean all) throws NoteException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            JsonCursor cursor = new JsonCursor(text, all);
            cursor.object("", 0, true);
            cursor.space();
            if (cursor.at != text.length()) {
                throw new NoteException("something follows the JSON object");
            }
            return cursor.members;
        } catch (CharacterCodingException | StringIndexOutOfBoundsException | NumberFormatException e) {
            throw new NoteException("not a JSON object", e);
        }
    }

    private void object(String path, int depth, boolean kept) throws NoteException {
        expect('{');
        if (depth > MAX_DEPTH) {
            throw new NoteException("JSON nested too deeply");
        }
        if (follows('}')) {
            return;
        }
        do {
            String name = string();
            expect(':');
            // A name with a dot or a bracket in it would pass for a path.
            value(path + name, depth + 1, kept && name.indexOf('.') < 0 && name.indexOf('[') < 0);
        } while (follows(','));
        expect('}');
    }

    private void array(String path, int depth, boolean kept) throws NoteException {
        expect('[');
        if (depth > MAX_DEPTH) {
            throw new NoteException("JSON nested too deeply");
        }
        if (follows(']')) {
            return;
        }
        int place = 0;
        do {
            value(kept ? path + "[" + place++ + "]" : "", depth + 1, kept);
        } while (follows(','));
        expect(']');
    }

    private void value(String path, int depth, boolean kept) throws NoteException {
        space();
        switch (text.charAt(at)) {
            case '{' -> object(path + ".", depth, kept);
            case '[' -> array(path, depth, kept && all);
            case '"' -> keep(path, string(), kept);
            default -> scalar(path, kept);
        }
    }

    private void scalar(String path, boolean kept) throws NoteException {
        int from = at;
        while ("+-.0123456789Eaeflnrstu".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String word = text.substring(from, at);
        if (WHOLE.matcher(word).matches()) {
            keep(path, Long.parseLong(word), kept);
        } else if (!SCALAR.matcher(word).matches()) {
            throw new NoteException("not a JSON value");
        } else if (all && (word.equals("true") || word.equals("false"))) {
            keep(path, Boolean.valueOf(word), kept);
        }
    }

    private void keep(String path, Object value, boolean kept) throws NoteException {
        if (kept && members.put(path, value) != null) {
            throw new NoteException("a repeated member in JSON");
        }
    }

    private String string() throws NoteException {
        expect('"');
        StringBuilder string = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            if (c < 0x20) {
                throw new NoteException("a control character in a JSON string");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() throws NoteException {
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> throw new NoteException("an unknown escape in a JSON string");
        };
    }

    private void expect(char wanted) throws NoteException {
        if (!follows(wanted)) {
            throw new NoteException("not a JSON object");
        }
    }

    private boolean follows(char wanted) {
        space();
        boolean there = at < text.length() && text.charAt(at) == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
