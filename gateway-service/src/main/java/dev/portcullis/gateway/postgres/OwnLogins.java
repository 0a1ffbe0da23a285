// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.TargetLogin;
import io.netty.channel.Channel;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Every login of this gateway at a target that is open now, whatever it is for.
final class OwnLogins {
    private final Clock clock;
    private final Map<Place, TargetLogin> logins = new ConcurrentHashMap<>();

    OwnLogins(Clock clock) {
        this.clock = clock;
    }

    /// A login begins; to be called before the connection is made.
    Attempt attempt(Target target) {
        return new Attempt(target.address(), clock.instant());
    }

    /// Whether a process at a target that began at this time serves one of them.
    boolean hold(String address, int process, Instant begun) {
        TargetLogin login = logins.get(new Place(address, process));
        return login != null && login.isServedBy(process, begun);
    }

    /// A login that is not through yet.
    final class Attempt {
        private final String address;
        private final Instant opened;

        private Attempt(String address, Instant opened) {
            this.address = address;
            this.opened = opened;
        }

        /// It is through. It counts until its channel is closed.
        @SuppressWarnings("FutureReturnValueIgnored") // The close future never fails.
        TargetLogin succeeded(int process, Channel channel) {
            TargetLogin login = new TargetLogin(address, process, opened, clock.instant());
            Place place = new Place(address, process);
            logins.put(place, login);
            channel.closeFuture().addListener(_ -> logins.remove(place, login));
            return login;
        }
    }

    private record Place(String address, int process) {}
}
