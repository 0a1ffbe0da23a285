// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.engine.decisions.ConnectionRules;
import dev.portcullis.engine.decisions.Judge;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.engine.policies.Reading;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// What would be decided, and what each rule had to do with it; also with a policy nobody has applied yet.
@RestController
final class SimulationController {

    private final PolicySets sets;
    private final PolicyReader policies;
    private final Clock clock;

    SimulationController(PolicySets sets, PolicyReader policies, Clock clock) {
        this.sets = sets;
        this.policies = policies;
        this.clock = clock;
    }

    @PostMapping("/v1/simulations")
    Simulation simulate(@RequestBody SimulationRequest asked) {
        DecisionRequest request = asked.request(clock.instant());
        DecisionController.check(request);
        PolicySet set = sets.current();
        if (asked.policy() != null) {
            set = set.with(new PolicySet.VersionedPolicy(policies.read(asked.policy()), 0));
        }
        List<ExaminedRule> examined = new ArrayList<>();
        Decision decision = Judge.decide(
                set, request, (rule, reading, counts) -> examined.add(ExaminedRule.of(rule, reading, counts)));
        return new Simulation(decision, examined);
    }

    /// The outcome of a simulation.
    ///
    /// @param decision what a gateway would be told
    /// @param rules every rule that was examined, also those that did not match
    record Simulation(Decision decision, List<ExaminedRule> rules) {}

    /// One rule that was examined.
    ///
    /// @param counts whether it took part in the decision: it matched, or failed and is strictest when it matches
    /// @param failed whether its condition could not be evaluated
    /// @param why why it does not match, or could not be evaluated; empty when it plainly matches
    record ExaminedRule(
            String policy,
            long version,
            String rule,
            String effect,
            String when,
            boolean counts,
            boolean shadow,
            boolean failed,
            String why) {

        static ExaminedRule of(ConnectionRules.PolicyRule from, Reading reading, boolean counts) {
            return new ExaminedRule(
                    from.policy(),
                    from.version(),
                    from.rule().name(),
                    from.rule().effect().word(),
                    from.rule().condition().text(),
                    counts,
                    from.rule().shadow(),
                    reading instanceof Reading.Failed,
                    reading.why());
        }
    }
}
