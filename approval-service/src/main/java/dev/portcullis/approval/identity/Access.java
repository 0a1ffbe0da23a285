// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.identity;

import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.tokens.AccessProblems;
import java.util.Collection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/// Which endpoint is open to whom. A path that is not listed here is closed to everybody.
@Configuration(proxyBeanMethods = false)
class Access {

    @Bean
    SecurityFilterChain accessRules(HttpSecurity http, AccessProblems problems) throws Exception {
        return http.authorizeHttpRequests(rules -> rules.requestMatchers("/actuator/health", "/actuator/health/**")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .hasAuthority(Roles.OPERATOR)
                        .requestMatchers("/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml")
                        .authenticated()
                        .requestMatchers(HttpMethod.POST, "/v1/approvals")
                        .access(gatewayOnly())
                        .requestMatchers(HttpMethod.POST, "/v1/approvals/*/consume")
                        .access(gatewayOnly())
                        .requestMatchers(HttpMethod.POST, "/v1/approvals/*/withdraw")
                        .access(gatewayOnly())
                        .requestMatchers(HttpMethod.POST, "/v1/approvals:settled", "/v1/approvals:withdraw")
                        .access(gatewayOnly())
                        .requestMatchers(HttpMethod.POST, "/v1/approvals/*/votes")
                        .hasAuthority(Roles.APPROVER)
                        .requestMatchers(HttpMethod.GET, "/v1/approvals", "/v1/approvals/*")
                        .authenticated()
                        .requestMatchers(HttpMethod.POST, "/v1/approvals:reject")
                        .hasAuthority(Roles.APPROVER)
                        .requestMatchers(HttpMethod.GET, "/v1/statistics")
                        .hasAnyAuthority(Roles.APPROVER, Roles.AUDITOR, Roles.OPERATOR)
                        .requestMatchers("/v1/delegations", "/v1/delegations/*")
                        .hasAuthority(Roles.APPROVER)
                        .requestMatchers(HttpMethod.POST, "/v1/grants:check")
                        .access(gatewayOnly())
                        .requestMatchers("/v1/grants", "/v1/grants/*", "/v1/grants/*/extensions")
                        .authenticated()
                        .requestMatchers(HttpMethod.POST, "/v1/grants/*/votes", "/v1/grants/*/review")
                        .hasAuthority(Roles.APPROVER)
                        .requestMatchers(
                                HttpMethod.POST, "/v1/keys", "/v1/keys:check", "/v1/keys:ended", "/v1/keys:revoke")
                        .access(gatewayOnly())
                        .requestMatchers(HttpMethod.GET, "/v1/keys")
                        .authenticated()
                        .requestMatchers(HttpMethod.DELETE, "/v1/keys/*")
                        .authenticated()
                        .requestMatchers("/v1/templates", "/v1/templates/*")
                        .authenticated()
                        .requestMatchers(HttpMethod.POST, "/v1/templates/*/votes")
                        .hasAuthority(Roles.APPROVER)
                        .requestMatchers(HttpMethod.GET, "/v1/events")
                        .hasAuthority(Roles.APPROVER)
                        .requestMatchers(HttpMethod.GET, "/v1/notifications")
                        .hasAuthority(Roles.OPERATOR)
                        .requestMatchers(HttpMethod.POST, "/v1/notifications/*/resend")
                        .hasAuthority(Roles.OPERATOR)
                        // Slack has no token; its signature is verified there.
                        .requestMatchers(HttpMethod.POST, "/v1/slack/actions")
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(rolesAsAuthorities()))
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

    private static AuthorizationManager<RequestAuthorizationContext> gatewayOnly() {
        return (authentication, context) ->
                new AuthorizationDecision(authentication.get() instanceof JwtAuthenticationToken token
                        && Callers.of(token.getToken(), context.getRequest()).isGateway());
    }

    private static JwtAuthenticationConverter rolesAsAuthorities() {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(Access::authorities);
        return converter;
    }

    private static Collection<GrantedAuthority> authorities(Jwt token) {
        return Callers.texts(token.getClaims().get("roles")).stream()
                .<GrantedAuthority>map(SimpleGrantedAuthority::new)
                .toList();
    }
}
