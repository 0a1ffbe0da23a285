// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import java.util.concurrent.Executors;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Verifies bearer tokens exactly as every protocol of the gateway does.
final class TokenAuthentication implements ReactiveAuthenticationManager {
    private final Identities identities;
    private final Scheduler verifying = Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor());

    TokenAuthentication(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        String token = ((BearerTokenAuthenticationToken) authentication).getToken();
        return Mono.fromCallable(() -> verify(token)).subscribeOn(verifying);
    }

    private Authentication verify(String token) {
        try {
            return new Caller(identities.verify(token));
        } catch (NotAuthenticatedException e) {
            throw new InvalidBearerTokenException(String.valueOf(e.getMessage()), e);
        } catch (DependencyUnavailable e) {
            throw new AuthenticationServiceException("the token cannot be checked now", e);
        }
    }
}
