// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compiles conditions: parsed, type-checked against what their scope can read, bounded in size and cost, and
/// without any part whose type is known only at run time. Equal texts share one program.
public final class ConditionCompiler {

    private static final int CACHED_PROGRAMS = 10_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            // The planner refuses to be built without it.
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(4_096)
            .maxParseRecursionDepth(32)
            .maxParseExpressionNodeCount(1_000)
            .comprehensionMaxIterations(10_000)
            .maxRegexProgramSize(1_000)
            .build();

    private final Cel session = environment(Scope.SESSION);
    private final Cel command = environment(Scope.COMMAND);
    private final Cel tool = environment(Scope.TOOL);
    private final Map<Source, Condition> cache = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Condition> eldest) {
            return size() > CACHED_PROGRAMS;
        }
    });

    /// The condition for an expression.
    ///
    /// @throws ConditionException with all faults, when the expression cannot be accepted
    public Condition compile(Scope scope, String text) throws ConditionException {
        Source source = new Source(scope, text);
        Condition known = cache.get(source);
        if (known != null) {
            return known;
        }
        Condition compiled = compile(source);
        cache.put(source, compiled);
        return compiled;
    }

    private Condition compile(Source source) throws ConditionException {
        Cel cel = switch (source.scope()) {
            case SESSION -> session;
            case COMMAND -> command;
            case TOOL -> tool;
        };
        CelValidationResult result = cel.compile(source.text());
        if (result.hasError()) {
            throw new ConditionException(result.getErrors().stream()
                    .map(issue -> issue(source, issue))
                    .toList());
        }
        try {
            CelAbstractSyntaxTree ast = result.getAst();
            List<ConditionException.Issue> refused = Restrictions.check(ast, source.text());
            if (!refused.isEmpty()) {
                throw new ConditionException(refused);
            }
            ReadSet reads = ReadSet.of(ast, source.scope().variables().keySet());
            return new Condition(source.text(), cel.createProgram(ast), reads, Shape.of(ast));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new ConditionException(
                    List.of(new ConditionException.Issue(1, 1, String.valueOf(e.getMessage()), "")));
        }
    }

    private static ConditionException.Issue issue(Source source, CelIssue issue) {
        CelSourceLocation place = issue.getSourceLocation();
        // Issues about the whole expression carry no place.
        int line = Math.max(place.getLine(), 1);
        int column = Math.max(place.getColumn(), 0) + 1;
        return new ConditionException.Issue(line, column, issue.getMessage(), Excerpt.of(source.text(), line, column));
    }

    private static Cel environment(Scope scope) {
        CelBuilder builder = CelFactory.plannerCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(new AttributeTypes())
                .setResultType(SimpleType.BOOL);
        scope.variables().forEach(builder::addVar);
        Functions.add(builder);
        switch (scope) {
            case SESSION, TOOL -> {
                // There is no SQL to ask about.
            }
            case COMMAND -> Functions.addSql(builder);
        }
        return builder.build();
    }

    private record Source(Scope scope, String text) {}
}
