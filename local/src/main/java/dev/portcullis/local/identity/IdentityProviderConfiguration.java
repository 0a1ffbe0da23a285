// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.portcullis.cli.home.DevelopmentIdentity;
import dev.portcullis.cli.home.SecretFile;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.web.SecurityFilterChain;

/// One client per development identity, client credentials only.
@Configuration(proxyBeanMethods = false)
class IdentityProviderConfiguration {

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.oauth2AuthorizationServer(server -> {})
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    AuthorizationServerSettings settings(IdentityProviderProperties properties) {
        return AuthorizationServerSettings.builder().issuer(properties.issuer()).build();
    }

    @Bean
    RegisteredClientRepository clients(IdentityProviderProperties properties) throws IOException {
        SecretFile secrets = new SecretFile(properties.clients());
        List<RegisteredClient> clients = new ArrayList<>();
        for (DevelopmentIdentity identity : DevelopmentIdentity.all()) {
            clients.add(client(identity, secrets.findOrMake(identity.name()), properties));
        }
        return new InMemoryRegisteredClientRepository(clients);
    }

    private static RegisteredClient client(
            DevelopmentIdentity identity, String secret, IdentityProviderProperties properties) {
        return RegisteredClient.withId(identity.name())
                .clientId(identity.name())
                // random, 256 bits, and in clear beside us for the command line: hashing it here would protect nothing
                .clientSecret("{noop}" + secret)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(properties.tokenLifetime())
                        .build())
                .build();
    }

    @Bean
    JWKSource<SecurityContext> signingKey(IdentityProviderProperties properties) {
        return new ImmutableJWKSet<>(new JWKSet(SigningKey.loadOrMake(properties.key())));
    }

    @Bean
    TokenClaims tokenClaims(IdentityProviderProperties properties) {
        return new TokenClaims(properties, Clock.systemUTC());
    }
}
