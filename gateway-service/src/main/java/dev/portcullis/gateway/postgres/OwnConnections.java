// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Connections to targets that no client has a part in, for scripts of the gateway's own. Everything here
/// blocks, and never for longer than the time-out.
final class OwnConnections {
    private final UpstreamConnector connector;
    private final Transport transport;
    private final Duration timeout;

    OwnConnections(UpstreamConnector connector, Transport transport, Duration timeout) {
        this.connector = connector;
        this.transport = transport;
        this.timeout = timeout;
    }

    /// Logs in; the caller closes what it gets.
    Upstream open(Target target) throws DependencyUnavailable {
        Future<Upstream> login = connector.login(target, transport.loops().next());
        try {
            return await(login);
        } catch (DependencyUnavailable e) {
            // One that comes too late is nobody's.
            login.addListener((Future<Upstream> late) -> {
                if (late.isSuccess()) {
                    late.getNow().close();
                }
            });
            throw e;
        }
    }

    /// The rows of each statement of a script. After a failure the connection is to be closed.
    List<List<List<@Nullable String>>> run(Upstream upstream, String script) throws DependencyUnavailable {
        EventLoop loop = upstream.channel().eventLoop();
        Promise<List<List<List<@Nullable String>>>> results = loop.newPromise();
        loop.execute(() -> OwnScript.run(upstream, script, results));
        return await(results);
    }

    private <T> T await(Future<T> future) throws DependencyUnavailable {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UpstreamUnavailable why
                    ? unavailable(String.valueOf(why.getMessage()), why)
                    : unavailable("the target could not be asked", e);
        } catch (TimeoutException e) {
            throw unavailable("the target did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted", e);
        }
    }

    private static DependencyUnavailable unavailable(String why, Throwable cause) {
        return new DependencyUnavailable(Refusal.Dependency.TARGET, why, cause);
    }
}
