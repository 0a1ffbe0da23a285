// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.approvals;

import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.text.Table;
import java.io.PrintWriter;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What a held command would do, as the edge's preview tells it.
final class ShownPreview {

    private final PrintWriter out;

    ShownPreview(PrintWriter out) {
        this.out = out;
    }

    void print(JsonNode preview) {
        out.println();
        JsonNode rows = preview.path("rows");
        boolean counted = rows.path("count").isNumber();
        line(
                !counted
                        ? "rows: not known"
                        : "rows: " + (rows.path("exact").asBoolean(false) ? "" : "about ")
                                + rows.path("count").asLong());
        rows.path("why").forEach(why -> line("  " + why.asString("")));
        sample(preview.path("sample"));
        plan(preview.path("plan"));
        line(preview.path("note").asString(""));
        out.flush();
    }

    private void sample(JsonNode sample) {
        if (sample.path("rows").isEmpty()) {
            return;
        }
        Table table = new Table(
                Stream.of(texts(sample.path("columns"))).map(SafeText::line).toArray(String[]::new));
        sample.path("rows").forEach(row -> table.row(texts(row)));
        out.print(table.text());
    }

    private static String[] texts(JsonNode list) {
        return list.valueStream()
                .map(value -> value.isNull() ? "NULL" : value.asString(""))
                .toArray(String[]::new);
    }

    private void plan(JsonNode plan) {
        if (plan.path("steps").isNull()) {
            line("plan: " + plan.path("why").asString(""));
            return;
        }
        line("plan:");
        step(plan.path("steps").path(0).path("Plan"), "  ");
    }

    private void step(JsonNode step, String indent) {
        String relation = step.path("Relation Name").asString("");
        String index = step.path("Index Name").asString("");
        String what = Stream.of(
                        step.path("Operation").asString(step.path("Node Type").asString("")),
                        relation.isEmpty() ? "" : "on " + relation,
                        index.isEmpty() ? "" : "by " + index,
                        "rows=" + step.path("Plan Rows").asString("?"),
                        "cost=" + step.path("Total Cost").asString("?"))
                .filter(part -> !part.isEmpty())
                .reduce((one, other) -> one + " " + other)
                .orElse("");
        line(indent + what);
        step.path("Plans").forEach(child -> step(child, indent + "  "));
    }

    private void line(String text) {
        out.println(SafeText.line(text));
    }
}
