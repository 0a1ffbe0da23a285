// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.identity;

import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.tokens.AccessProblems;
import java.util.Collection;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;

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
                        .requestMatchers(HttpMethod.GET, "/v1/sessions", "/v1/sessions/*")
                        .hasAnyAuthority(Roles.AUDITOR, Roles.OPERATOR)
                        .requestMatchers(HttpMethod.DELETE, "/v1/sessions/*")
                        .hasAuthority(Roles.OPERATOR)
                        // An operator may see that a session runs and end it, but not what was said in it.
                        .requestMatchers(
                                HttpMethod.GET,
                                "/v1/sessions/*/events",
                                "/v1/sessions/*/recording",
                                "/v1/events/*",
                                "/v1/targets/logins",
                                "/v1/commands")
                        .hasAuthority(Roles.AUDITOR)
                        .requestMatchers(
                                HttpMethod.POST, "/v1/sessions/*/erasure", "/v1/erasures/*/agreement", "/v1/holds")
                        .hasAuthority(Roles.AUDITOR)
                        .requestMatchers(HttpMethod.DELETE, "/v1/holds/*")
                        .hasAuthority(Roles.AUDITOR)
                        .requestMatchers(HttpMethod.GET, "/v1/erasures", "/v1/holds", "/v1/log/**")
                        .hasAuthority(Roles.AUDITOR)
                        .requestMatchers(HttpMethod.POST, "/v1/evidence")
                        .hasAuthority(Roles.AUDITOR)
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

    private static JwtAuthenticationConverter rolesAsAuthorities() {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(Access::authorities);
        return converter;
    }

    private static Collection<GrantedAuthority> authorities(Jwt token) {
        // A claim of another shape than expected grants nothing.
        return token.getClaims().get("roles") instanceof List<?> roles
                ? roles.stream()
                        .filter(String.class::isInstance)
                        .<GrantedAuthority>map(role -> new SimpleGrantedAuthority((String) role))
                        .toList()
                : List.of();
    }
}
