// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/// What changes from one text to another, as `diff -u` says it.
final class TextDiff {

    private static final int CONTEXT = 3;

    private TextDiff() {}

    /// Empty when nothing changes.
    static String of(String title, String before, String after) {
        List<String> old = before.lines().toList();
        List<String> lines = UnifiedDiffUtils.generateUnifiedDiff(
                title + ", in force",
                title + ", proposed",
                old,
                DiffUtils.diff(old, after.lines().toList()),
                CONTEXT);
        return String.join("\n", lines);
    }
}
