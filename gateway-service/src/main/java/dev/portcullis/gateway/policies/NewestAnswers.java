// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.policies;

import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.services.ServiceClient.ServiceAnswer;
import java.time.Duration;
import java.util.OptionalLong;

/// Takes no answer that was made under an older version of the policy set than this gateway knows of.
/// Several policy services may be behind one name, and one of them may not have loaded yet what another
/// has confirmed.
final class NewestAnswers {
    private static final Duration PAUSE = Duration.ofMillis(100);
    // Longer than a policy service takes to look whether there is anything new.
    private static final int MOST = 30;

    private final PolicyVersions versions;

    NewestAnswers(PolicyVersions versions) {
        this.versions = versions;
    }

    /// Asks until the answer is new enough. Blocks, for three seconds and the time of the questions at most.
    ///
    /// @throws DependencyUnavailable it does not become new enough, or there is none
    <T> T of(Question<T> question) throws DependencyUnavailable {
        for (int asked = 1; ; asked++) {
            Versioned<T> answer = question.ask();
            if (answer.version().isEmpty() || !versions.isOld(answer.version().getAsLong())) {
                return answer.answer();
            }
            if (asked == MOST) {
                throw new DependencyUnavailable(Dependency.POLICY, "answers by an older version than there is");
            }
            pause();
        }
    }

    private static void pause() throws DependencyUnavailable {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(Dependency.POLICY, "interrupted", e);
        }
    }

    /// Something to ask the policy service.
    interface Question<T> {
        Versioned<T> ask() throws DependencyUnavailable;
    }

    /// An answer.
    ///
    /// @param version what it was made under; empty if the service is so old that it does not say
    record Versioned<T>(T answer, OptionalLong version) {
        static Versioned<ServiceAnswer> of(ServiceAnswer answer) throws DependencyUnavailable {
            return new Versioned<>(answer, answer.policyVersion());
        }
    }
}
