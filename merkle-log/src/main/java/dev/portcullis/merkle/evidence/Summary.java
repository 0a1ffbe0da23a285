// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import dev.portcullis.merkle.CanonicalText;
import java.io.IOException;
import java.util.List;
import java.util.StringJoiner;

/// The files of a bundle that follow from the cited events, the checkpoint and this program. Whoever verifies a
/// bundle makes them again and compares each line.
enum Summary {
    HEADER("bundle.json"),
    TABLES("tables.json"),
    CONTROLS("controls.json"),
    REPORT("report.html"),
    README("README.txt");

    private final String file;

    Summary(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    void write(BundleHeader header, List<Table> tables, Lines out) throws IOException {
        switch (this) {
            case HEADER -> header.write(out);
            case TABLES -> json(tables, out);
            case CONTROLS -> verbatim(Control.text(), out);
            case REPORT -> new Report(header, tables, Control.all()).write(out);
            case README -> verbatim(Control.resource("README.txt"), out);
        }
    }

    private static void verbatim(String text, Lines out) throws IOException {
        for (String line : text.strip().split("\n", -1)) {
            out.line(line);
        }
    }

    private static void json(List<Table> tables, Lines out) throws IOException {
        out.line("{\"v\":" + BundleHeader.VERSION + ",\"tables\":[");
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            StringBuilder head = new StringBuilder("{\"name\":");
            CanonicalText.quote(head, table.name());
            head.append(",\"title\":");
            CanonicalText.quote(head, table.title());
            head.append(",\"about\":");
            CanonicalText.quote(head, table.about());
            out.line(head.append(",\"columns\":")
                    .append(array(table.columns()))
                    .append(",\"rows\":[")
                    .toString());
            for (int row = 0; row < table.rows().size(); row++) {
                out.line(array(table.rows().get(row)) + (row + 1 < table.rows().size() ? "," : ""));
            }
            out.line(i + 1 < tables.size() ? "]}," : "]}");
        }
        out.line("]}");
    }

    private static String array(List<String> texts) {
        StringJoiner array = new StringJoiner(",", "[", "]");
        for (String text : texts) {
            StringBuilder quoted = new StringBuilder();
            CanonicalText.quote(quoted, text);
            array.add(quoted);
        }
        return array.toString();
    }
}
