// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// The attributes an expression can read, found without running it: every longest chain of field selections that
/// starts at a variable. A key computed at run time (`identity.claims[x]`) counts as reading the whole map.
///
/// @param attributes dotted paths, sorted
record ReadSet(Set<String> attributes) {

    /// Differ between otherwise equal commands.
    private static final Set<String> VOLATILE = Set.of("request", "session");

    ReadSet {
        attributes = Collections.unmodifiableSet(new TreeSet<>(attributes));
    }

    static ReadSet of(CelAbstractSyntaxTree ast, Set<String> variables) {
        Set<String> paths = new TreeSet<>();
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.IDENT)
                // A comprehension variable named like an attribute hides it; counting it as the attribute only
                // makes the set larger, which is the safe side.
                .filter(node -> variables.contains(node.expr().ident().name()))
                .forEach(node -> paths.add(longestPath(node)));
        return new ReadSet(paths);
    }

    boolean isRepeatable() {
        return attributes.stream().noneMatch(path -> VOLATILE.contains(path.split("\\.", 2)[0]));
    }

    private static String longestPath(CelNavigableExpr identifier) {
        StringBuilder path = new StringBuilder(identifier.expr().ident().name());
        CelNavigableExpr node = identifier;
        while (node.parent().isPresent() && selects(node.parent().get().expr(), node.expr())) {
            node = node.parent().get();
            path.append('.').append(node.expr().select().field());
        }
        return path.toString();
    }

    private static boolean selects(CelExpr parent, CelExpr child) {
        return parent.exprKind().getKind() == Kind.SELECT
                && parent.select().operand().id() == child.id();
    }
}
