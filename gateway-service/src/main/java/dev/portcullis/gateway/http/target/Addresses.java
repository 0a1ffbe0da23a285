// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;

/// Looks names up and checks where they lead to. If any address of a name may not be reached, none is.
final class Addresses {
    private static final int REMEMBERED = 1_000;

    private final Names names;
    private final Cache<Question, CheckedAddress> known;

    Addresses(Names names, Clock clock, Duration age) {
        this.names = names;
        this.known = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(age)
                .ticker(() -> clock.millis() * 1_000_000)
                .build();
    }

    /// An address of a host. May block.
    ///
    /// @param certificateName the name that the target's certificate must hold
    /// @throws DependencyUnavailable the name is not known, or leads to where it must not
    CheckedAddress of(String host, String certificateName, int port, boolean privateAllowed)
            throws DependencyUnavailable {
        Question question = new Question(host, certificateName, port, privateAllowed);
        CheckedAddress remembered = known.getIfPresent(question);
        if (remembered != null) {
            return remembered;
        }
        CheckedAddress checked = check(question);
        known.put(question, checked);
        return checked;
    }

    private CheckedAddress check(Question question) throws DependencyUnavailable {
        try {
            InetAddress[] found = names.lookUp(question.host());
            for (InetAddress address : found) {
                if (!AddressRules.mayBeReached(address, question.privateAllowed())) {
                    throw new DependencyUnavailable(
                            Dependency.TARGET, "the target's name leads to an address that must not be reached");
                }
            }
            if (found.length == 0) {
                throw new DependencyUnavailable(Dependency.TARGET, "the target's name has no address");
            }
            return new CheckedAddress(
                    InetAddress.getByAddress(question.certificateName(), found[0].getAddress()), question.port());
        } catch (UnknownHostException e) {
            throw new DependencyUnavailable(Dependency.TARGET, "the target's name is not known", e);
        }
    }

    /// Where names are looked up.
    interface Names {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    private record Question(String host, String certificateName, int port, boolean privateAllowed) {}
}
