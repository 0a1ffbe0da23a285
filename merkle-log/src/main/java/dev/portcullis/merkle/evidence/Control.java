// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import dev.portcullis.merkle.JsonCursor;
import dev.portcullis.merkle.NoteException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A control of a framework, and the tables that speak to it.
///
/// @param framework whose control it is
/// @param id its number there
/// @param asks what it is about, in our words
/// @param shows what the tables say about it
/// @param tables their names
record Control(String framework, String id, String asks, String shows, List<String> tables) {

    private static final String RESOURCE = "controls.json";

    Control {
        tables = List.copyOf(tables);
    }

    /// The mapping as it is shipped.
    static List<Control> all() {
        try {
            Map<String, Object> json = JsonCursor.withArrays(text().getBytes(StandardCharsets.UTF_8));
            List<Control> controls = new ArrayList<>();
            for (String at = "controls[0]."; json.containsKey(at + "id"); at = "controls[" + controls.size() + "].") {
                controls.add(read(json, at));
            }
            return List.copyOf(controls);
        } catch (NoteException e) {
            throw new IllegalStateException("the mapping of controls that comes with this program is not JSON", e);
        }
    }

    /// The same as the text of its file.
    static String text() {
        return resource(RESOURCE);
    }

    static String resource(String name) {
        try (InputStream in = Control.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " does not come with this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    private static Control read(Map<String, Object> json, String at) {
        List<String> tables = new ArrayList<>();
        while (json.get(at + "tables[" + tables.size() + "]") instanceof String table) {
            tables.add(table);
        }
        return new Control(
                text(json, at + "framework"),
                text(json, at + "id"),
                text(json, at + "asks"),
                text(json, at + "shows"),
                tables);
    }

    private static String text(Map<String, Object> json, String path) {
        return json.get(path) instanceof String text ? text : "";
    }
}
