// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What can be seen of an expression without running it.
///
/// @param terms the operands of the outermost `&&`, however it is nested, each in a normal form
/// @param unguardedKeys keys of maps read without `has()` anywhere in the expression
record Shape(Set<String> terms, Set<String> unguardedKeys) {

    private static final String AND = "_&&_";

    Shape {
        terms = Collections.unmodifiableSet(new LinkedHashSet<>(terms));
        unguardedKeys = Collections.unmodifiableSet(new TreeSet<>(unguardedKeys));
    }

    static Shape of(CelAbstractSyntaxTree ast) {
        Set<String> terms = new LinkedHashSet<>();
        collect(ast.getExpr(), terms);
        return new Shape(terms, unguardedKeys(ast));
    }

    private static void collect(CelExpr expression, Set<String> terms) {
        if (expression.exprKind().getKind() == Kind.CALL
                && expression.call().function().equals(AND)) {
            expression.call().args().forEach(operand -> collect(operand, terms));
        } else {
            terms.add(normal(expression));
        }
    }

    private static Set<String> unguardedKeys(CelAbstractSyntaxTree ast) {
        Set<String> read = new TreeSet<>();
        Set<String> asked = new TreeSet<>();
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.SELECT)
                .map(node -> node.expr())
                .filter(Shape::isKey)
                .forEach(select -> (select.select().testOnly() ? asked : read).add(path(select)));
        read.removeAll(asked);
        return read;
    }

    /// `identity.claims.x` and `connection.labels.x`: the maps whose keys no type promises.
    private static boolean isKey(CelExpr select) {
        String map = path(select.select().operand());
        return map.equals("identity.claims") || map.equals("connection.labels");
    }

    private static String path(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case IDENT -> expression.ident().name();
            case SELECT ->
                path(expression.select().operand()) + "." + expression.select().field();
            default -> "";
        };
    }

    /// Equal for expressions that differ in layout and quotes only.
    private static String normal(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case CONSTANT -> constant(expression.constant());
            case IDENT -> expression.ident().name();
            case SELECT ->
                (expression.select().testOnly() ? "has " : "")
                        + normal(expression.select().operand()) + "."
                        + expression.select().field();
            case CALL ->
                expression.call().target().map(target -> normal(target) + ".").orElse("")
                        + expression.call().function()
                        + expression.call().args().stream()
                                .map(Shape::normal)
                                .collect(Collectors.joining(",", "(", ")"));
            case LIST ->
                expression.list().elements().stream().map(Shape::normal).collect(Collectors.joining(",", "[", "]"));
            case COMPREHENSION ->
                expression.comprehension().iterVar() + "<-"
                        + normal(expression.comprehension().iterRange()) + "|"
                        + normal(expression.comprehension().loopCondition()) + "|"
                        + normal(expression.comprehension().loopStep()) + "|"
                        + normal(expression.comprehension().result());
            // Maps and objects are rare and compared with the places they stand at.
            default -> expression.exprKind().getKind() + ":" + expression;
        };
    }

    private static String constant(CelConstant constant) {
        return constant.getKind() + ":" + constant;
    }
}
