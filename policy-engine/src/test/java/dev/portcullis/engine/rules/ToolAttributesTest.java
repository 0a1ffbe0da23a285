// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.testing.Requests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolAttributesTest {
    private static final ToolFacts CALL = new ToolFacts(
            "run_shell", Map.of("command", "rm -rf /", "options.force", "true", "files[0]", "a"), List.of("pan"));

    private final ConditionCompiler compiler = new ConditionCompiler();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command.kind == 'tool' && tool.name in ['run_shell']",
                "tool.arguments.command.startsWith('rm ')",
                "tool.arguments['options.force'] == 'true' && has(tool.arguments.command)",
                "tool.arguments.exists(place, tool.arguments[place].contains('rm -rf'))",
                "tool.findings.hasAny(['pan']) && 'agents' in identity.groups"
            })
    void everyAttributeCanBeRead(String text) throws ConditionException {
        assertThat(evaluate(text)).isEqualTo(Condition.Outcome.HOLDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool.arguments.path == 'x'", "tool.arguments.command > tool.arguments.path"})
    void anArgumentThatIsNotThereCannotBeRead(String text) throws ConditionException {
        assertThat(evaluate(text)).isInstanceOf(Condition.Outcome.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sql.readOnly", "http.method == 'GET'", "llm.model == ''", "tool.nmae == ''"})
    void whatACallDoesNotHaveIsAnErrorWhenThePolicyIsSaved(String text) {
        assertThatThrownBy(() -> compiler.compile(Scope.TOOL, text)).isInstanceOf(ConditionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool.name == 'x'"})
    void otherCommandsHaveNoTool(String text) {
        assertThatThrownBy(() -> compiler.compile(Scope.COMMAND, text)).isInstanceOf(ConditionException.class);
        assertThatThrownBy(() -> compiler.compile(Scope.SESSION, text)).isInstanceOf(ConditionException.class);
    }

    private Condition.Outcome evaluate(String text) throws ConditionException {
        return compiler.compile(Scope.TOOL, text)
                .evaluate(Attributes.of(Requests.tool(CALL, "agents"), Requests.orders()));
    }
}
