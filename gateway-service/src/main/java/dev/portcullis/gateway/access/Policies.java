// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import org.jspecify.annotations.Nullable;

/// The policy decision point.
public interface Policies {

    /// An answer that is still valid for an equal question; null if none is known. Never blocks.
    ///
    /// @param subjectKey equal for equal identities on equal connections ([GatewaySession#decisionKey])
    /// @param factsDigest equal for equal facts
    @Nullable
    Decision known(String subjectKey, String factsDigest);

    /// Asks the policy service and, where the answer allows it, remembers it. May block.
    ///
    /// @throws DependencyUnavailable nobody answered in time
    Decision decide(DecisionRequest request, String subjectKey, String factsDigest) throws DependencyUnavailable;

    /// As [#decide], for what is only prepared: nothing will run under the id of this command. May block.
    ///
    /// @throws DependencyUnavailable nobody answered in time
    default Decision foresee(DecisionRequest request, String subjectKey, String factsDigest)
            throws DependencyUnavailable {
        return decide(request, subjectKey, factsDigest);
    }
}
