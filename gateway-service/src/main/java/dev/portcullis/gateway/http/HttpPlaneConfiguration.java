// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.Budgets;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.gateway.http.target.Targets;
import dev.portcullis.masking.Detectors;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.OrServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import tools.jackson.databind.json.JsonMapper;

/// Routes `/c/{connection}/**` to the data plane. Where a request goes is the connection's, looked up anew whenever the
/// catalogue changes; the route's own address leads nowhere.
@Configuration(proxyBeanMethods = false)
class HttpPlaneConfiguration {
    private static final String NOWHERE = "http://nowhere.invalid";

    @Bean
    Targets httpTargets(Credentials credentials, JsonMapper json, Clock clock, HttpPlaneProperties properties) {
        return new Targets(credentials, json, clock, properties.connectTimeout(), properties.addressAge());
    }

    @Bean
    ProtectedFiles protectedFiles(Clock clock, HttpPlaneProperties properties) {
        return new ProtectedFiles(properties.protectedFiles(), clock);
    }

    @Bean
    HttpSessions httpSessions(
            SessionDoor door, Connections connections, LiveSessions live, Clock clock, HttpPlaneProperties properties) {
        return new HttpSessions(door, connections, live, clock, properties);
    }

    @Bean
    SessionSweep httpSessionSweep(HttpSessions sessions) {
        return new SessionSweep(sessions);
    }

    @Bean
    HostNames hostNames(HttpPlaneProperties properties, JsonMapper json) {
        return new HostNames(properties.domain(), new HttpRefusals(json));
    }

    /// Starting does not wait for the detectors. A request that arrives before they are built does.
    @Bean
    ApplicationListener<ApplicationReadyEvent> detectorsWarmUp() {
        return _ -> Thread.ofPlatform().daemon().name("detectors").start(Detectors::warmUp);
    }

    @Bean
    RouteLocator connectionRoutes(
            RouteLocatorBuilder builder,
            HttpSessions sessions,
            AccessGuard guard,
            Targets targets,
            Budgets budgets,
            Identities identities,
            JsonMapper json,
            Clock clock,
            ProtectedFiles protectedFiles,
            HttpPlaneProperties properties,
            MeterRegistry metrics) {
        HttpRefusals refusals = new HttpRefusals(json);
        HeldCommands held = new HeldCommands(clock, properties);
        HeldAnswers answers = new HeldAnswers(held, identities, refusals, json);
        RequestReader reader = new RequestReader(json, protectedFiles);
        Forwarding forwarding =
                new Forwarding(guard, targets, new ModelBudget(budgets, clock), json, properties.keepAlive());
        HttpPlane plane = new HttpPlane(
                sessions,
                reader,
                guard,
                forwarding,
                new Sockets(guard, forwarding, reader, sessions, targets, metrics),
                held,
                answers,
                refusals,
                properties.keepAlive());
        return builder.routes()
                .route(
                        "connections",
                        route -> route.predicate(exchange -> exchange.getRequest()
                                        .getURI()
                                        .getRawPath()
                                        .startsWith(RequestTarget.PREFIX))
                                .filters(filters -> filters.filter((GatewayFilter) plane))
                                .uri(NOWHERE))
                .route(
                        "commands",
                        route -> route.predicate(exchange -> HttpMethod.GET.equals(
                                                exchange.getRequest().getMethod())
                                        && exchange.getRequest()
                                                .getURI()
                                                .getRawPath()
                                                .startsWith(HeldAnswers.PREFIX))
                                .filters(filters -> filters.filter((GatewayFilter) answers))
                                .uri(NOWHERE))
                .build();
    }

    /// The data plane verifies tokens itself, wherever clients of the target put them, and answers with the target's
    /// headers.
    @Bean
    @Order(-1)
    SecurityWebFilterChain connectionSecurity(ServerHttpSecurity http) {
        return http.securityMatcher(new OrServerWebExchangeMatcher(
                        new PathPatternParserServerWebExchangeMatcher(RequestTarget.PREFIX + "**"),
                        new PathPatternParserServerWebExchangeMatcher(HeldAnswers.PREFIX + "**")))
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .headers(ServerHttpSecurity.HeaderSpec::disable)
                .authorizeExchange(exchange -> exchange.anyExchange().permitAll())
                .build();
    }
}
