// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The bundle for people: one page of HTML that needs nothing from elsewhere and runs nothing.
final class Report {

    private static final String STYLE = "body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#111;background:#fff}"
            + "table{border-collapse:collapse;margin:.5em 0 1.5em}th,td{border:1px solid #bbb;padding:.2em .5em;"
            + "text-align:left;vertical-align:top;overflow-wrap:anywhere;max-width:28em}th{background:#eee}"
            + "td{font-family:ui-monospace,monospace;font-size:12px}nav a{margin-right:1em}.none{color:#555}";

    private final BundleHeader header;
    private final List<Table> tables;
    private final List<Control> controls;

    Report(BundleHeader header, List<Table> tables, List<Control> controls) {
        this.header = header;
        this.tables = tables;
        this.controls = controls;
    }

    void write(Lines out) throws IOException {
        out.line("<!DOCTYPE html>");
        out.line("<html lang=\"en\"><head><meta charset=\"utf-8\">");
        out.line(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
        out.line("<title>Evidence " + escaped(header.id()) + "</title><style>" + STYLE + "</style></head><body>");
        introduction(out);
        out.line("<nav>");
        for (Table table : tables) {
            out.line("<a href=\"#" + escaped(table.name()) + "\">" + escaped(table.title()) + "</a>");
        }
        out.line("<a href=\"#controls\">Controls</a></nav>");
        for (Table table : tables) {
            section(out, table);
        }
        mapping(out);
        out.line("</body></html>");
    }

    private void introduction(Lines out) throws IOException {
        out.line("<h1>Evidence of access</h1>");
        out.line("<p>This page says what the events of an audit log say that come with it. Do not believe it before it"
                + " was verified: README.txt tells how. Numbers under <i>log</i> are places in the log.</p>");
        Map<String, String> facts = new TreeMap<>();
        facts.put("1. Period", header.from() + " to " + header.to());
        facts.put("2. Identity", header.identity().isEmpty() ? "everybody" : header.identity());
        facts.put("3. Connection", header.connection().isEmpty() ? "all" : header.connection());
        facts.put("4. Requested", header.requestedAt() + " by " + header.requestedBy());
        facts.put(
                "5. Log",
                header.log() + ", " + header.logSize() + " entries; the request is entry " + header.requestIndex());
        facts.put(
                "6. Events",
                header.events() + " (at most " + header.bounds().events() + " of "
                        + header.bounds().days() + " days and "
                        + header.bounds().bytes()
                        + " bytes go into a bundle; more is refused, never cut)");
        facts.put("7. Bundle", header.id());
        out.line("<table>");
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            out.line("<tr><th>" + fact.getKey().substring(3) + "</th><td>" + escaped(fact.getValue()) + "</td></tr>");
        }
        out.line("</table>");
    }

    private static void section(Lines out, Table table) throws IOException {
        out.line("<h2 id=\"" + escaped(table.name()) + "\">" + escaped(table.title()) + "</h2>");
        out.line("<p>" + escaped(table.about()) + "</p>");
        if (table.rows().isEmpty()) {
            out.line("<p class=\"none\">None in this period.</p>");
            return;
        }
        out.line("<table>");
        out.line(row("th", table.columns()));
        for (List<String> cells : table.rows()) {
            out.line(row("td", cells));
        }
        out.line("</table>");
    }

    private void mapping(Lines out) throws IOException {
        out.line("<h2 id=\"controls\">Controls</h2>");
        out.line("<p>Which table speaks to which control, in our words. Whether a control is met is for the auditor to"
                + " say.</p>");
        out.line("<table>");
        out.line(row("th", List.of("framework", "control", "is about", "what is shown", "tables")));
        for (Control control : controls) {
            StringBuilder links = new StringBuilder();
            control.tables()
                    .forEach(table -> links.append("<a href=\"#")
                            .append(escaped(table))
                            .append("\">")
                            .append(escaped(table))
                            .append("</a> "));
            String cells = row("td", List.of(control.framework(), control.id(), control.asks(), control.shows()));
            out.line(cells.replace("</tr>", "<td>" + links + "</td></tr>"));
        }
        out.line("</table>");
    }

    private static String row(String tag, List<String> cells) {
        StringBuilder row = new StringBuilder("<tr>");
        cells.forEach(cell -> row.append('<')
                .append(tag)
                .append('>')
                .append(escaped(cell))
                .append("</")
                .append(tag)
                .append('>'));
        return row.append("</tr>").toString();
    }

    private static String escaped(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        for (char c : Cell.of(text).toCharArray()) {
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return html.toString();
    }
}
