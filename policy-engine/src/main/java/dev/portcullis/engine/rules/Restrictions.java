// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

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
import java.util.function.Function;

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
        } else if (node.exprKind().getKind() == Kind.CALL) {
            checkArguments(node);
        }
    }

    /// Texts with a grammar of their own are checked when the policy is saved, not when they are first needed.
    private void checkArguments(CelExpr call) {
        switch (call.call().function()) {
            case "matches" -> text(call, 0).ifPresent(pattern -> checkPattern(call, pattern));
            case Functions.IN_CIDR -> written(call, 0, AddressRange::of);
            case Functions.WITHIN -> {
                written(call, 0, WeeklyHours::of);
                written(call, 1, WeeklyHours::zone);
            }
            default -> {
                // Everything else takes what its type allows.
            }
        }
    }

    private void written(CelExpr call, int index, Function<String, Object> read) {
        Optional<String> text = text(call, index);
        if (text.isEmpty()) {
            refuse(call, "this must be written out, so that it can be checked when the policy is saved");
            return;
        }
        try {
            var _ = read.apply(text.get());
        } catch (IllegalArgumentException e) {
            refuse(call, String.valueOf(e.getMessage()));
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

    /// An argument after the receiver, also when the call is written without one, as `matches(text, pattern)` can be.
    private static Optional<String> text(CelExpr call, int index) {
        int receiver = call.call().target().isPresent() ? 0 : 1;
        CelExpr argument = call.call().args().get(receiver + index);
        if (argument.exprKind().getKind() != Kind.CONSTANT
                || argument.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return Optional.empty();
        }
        return Optional.of(argument.constant().stringValue());
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
