// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.security;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.contracts.identity.ServiceSubjects;
import dev.portcullis.tokens.AccessProblems;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/// Which endpoint is open to whom. What is not listed here is closed to everybody.
@Configuration(proxyBeanMethods = false)
class Access {

    private static final Set<String> READERS = Set.of(Roles.POLICY_ADMIN, Roles.AUDITOR, Roles.OPERATOR);

    @Bean
    SecurityFilterChain accessRules(HttpSecurity http, AccessProblems problems) throws Exception {
        return http.authorizeHttpRequests(rules -> rules.requestMatchers("/actuator/health", "/actuator/health/**")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .access(tokens(token -> roles(token).contains(Roles.OPERATOR)))
                        .requestMatchers(GET, "/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml")
                        .authenticated()
                        .requestMatchers(
                                POST,
                                "/v1/decisions",
                                "/v1/decisions:batch",
                                "/v1/budgets:reserve",
                                "/v1/budgets/*/settlement")
                        .access(tokens(Access::isGateway))
                        .requestMatchers(GET, "/v1/connections", "/v1/connections/*", "/v1/classifications")
                        .access(tokens(token -> isReader(token) || isGateway(token)))
                        .requestMatchers(
                                GET,
                                "/v1/policies",
                                "/v1/policies/*",
                                "/v1/policies/*/versions",
                                "/v1/schemas/*",
                                "/v1/budgets",
                                "/v1/budgets/money")
                        .access(tokens(Access::isReader))
                        .requestMatchers(PUT, "/v1/policies/*", "/v1/connections/*", "/v1/classifications")
                        .access(tokens(Access::mayChange))
                        .requestMatchers(DELETE, "/v1/policies/*", "/v1/connections/*")
                        .access(tokens(Access::mayChange))
                        .requestMatchers(GET, "/v1/proposals", "/v1/proposals/*")
                        .access(tokens(Access::isReader))
                        .requestMatchers(
                                POST,
                                "/v1/proposals/*/approve",
                                "/v1/proposals/*/reject",
                                "/v1/policies/*/versions/*/restore")
                        .access(tokens(Access::mayChange))
                        .requestMatchers(POST, "/v1/policies:validate", "/v1/simulations")
                        .access(tokens(token -> roles(token).contains(Roles.POLICY_ADMIN)))
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(withoutAuthorities()))
                        .authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // No cookies, so nothing a browser would send along by itself.
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .build();
    }

    /// One observation per filter and request would cost more than a decision.
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /// The gateway in its own name: a token somebody else acts with is not it.
    private static boolean isGateway(Jwt token) {
        String client = token.getClaimAsString("client_id");
        return roles(token).contains(Roles.SERVICE)
                && ServiceSubjects.GATEWAY.equals(token.getSubject())
                && (client == null || client.equals(ServiceSubjects.GATEWAY))
                && !token.hasClaim("act");
    }

    private static boolean isReader(Jwt token) {
        return roles(token).stream().anyMatch(READERS::contains);
    }

    /// Who approves under the policies must not change them.
    private static boolean mayChange(Jwt token) {
        List<String> roles = roles(token);
        return roles.contains(Roles.POLICY_ADMIN) && !roles.contains(Roles.APPROVER);
    }

    /// A claim of another shape than a list of texts grants nothing.
    private static List<String> roles(Jwt token) {
        return token.getClaims().get("roles") instanceof Collection<?> values
                ? values.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    private static AuthorizationManager<RequestAuthorizationContext> tokens(Predicate<Jwt> permitted) {
        return (authentication, _) -> new AuthorizationDecision(
                authentication.get() instanceof JwtAuthenticationToken token && permitted.test(token.getToken()));
    }

    /// Rules above read the token itself; no authority is derived from it that could be checked by mistake.
    private static JwtAuthenticationConverter withoutAuthorities() {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(_ -> List.<GrantedAuthority>of());
        return converter;
    }
}
