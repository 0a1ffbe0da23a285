// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What CEL's own checker lets pass and a condition may still not do: leave the type system, build objects, or carry
/// a regular expression that cannot be compiled.
final class Restrictions {

    private final CelAbstractSyntaxTree ast;
    private final String text;
    private final List<ConditionException.Issue> issues = new ArrayList<>();

    private Restrictions(CelAbstractSyntaxTree ast, String text) {
        this.ast = ast;
        this.text = text;
    }

    static List<ConditionException.Issue> check(CelAbstractSyntaxTree ast, String text) {
        Restrictions restrictions = new Restrictions(ast, text);
        CelNavigableAst.fromAst(ast).getRoot().allNodes().forEach(node -> restrictions.check(node.expr()));
        return restrictions.issues;
    }

    private void check(CelExpr node) {
        if (ast.getType(node.id()).filter(Restrictions::isDynamic).isPresent()) {
            refuse(node, "the type of this is known only at run time; conditions are checked when they are saved");
        } else if (node.exprKind().getKind() == Kind.STRUCT) {
            refuse(node, "conditions read objects, they do not build them");
        } else if (node.exprKind().getKind() == Kind.CALL
                && node.call().function().equals("matches")) {
            pattern(node).ifPresent(pattern -> checkPattern(node, pattern));
        }
    }

    private void checkPattern(CelExpr node, String pattern) {
        try {
            // The engine that will run it: RE2, which knows no catastrophic backtracking.
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            refuse(node, "the regular expression cannot be compiled: " + e.getMessage());
        }
    }

    private static Optional<String> pattern(CelExpr call) {
        CelExpr last = call.call().args().getLast();
        if (last.exprKind().getKind() != Kind.CONSTANT || last.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return Optional.empty();
        }
        return Optional.of(last.constant().stringValue());
    }

    private static boolean isDynamic(CelType type) {
        return type.kind() == CelKind.DYN
                || type.kind() == CelKind.ANY
                || type.parameters().stream().anyMatch(Restrictions::isDynamic);
    }

    private void refuse(CelExpr node, String message) {
        CelSourceLocation place = ast.getSource()
                .getOffsetLocation(ast.getSource().getPositionsMap().getOrDefault(node.id(), 0))
                .orElse(CelSourceLocation.of(1, 0));
        int column = place.getColumn() + 1;
        issues.add(new ConditionException.Issue(
                place.getLine(), column, message, Excerpt.of(text, place.getLine(), column)));
    }
}
