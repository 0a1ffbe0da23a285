// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import dev.portcullis.gateway.services.ServicesProperties;
import java.net.URI;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Which path leads to which service. The caller's own token goes along: the service is what it is meant for.
@Configuration(proxyBeanMethods = false)
class EdgeRoutes {
    private static final int NO_TIMEOUT = -1;

    @Bean
    RouteLocator routes(RouteLocatorBuilder builder, ServicesProperties services, EdgeProperties edge) {
        BodyLimit limit = new BodyLimit(edge.maxBody().toBytes());
        long timeout = edge.timeout().toMillis();
        RouteLocatorBuilder.Builder routes = builder.routes();
        add(routes, "policy", Openings.POLICY, services.policy(), limit, timeout);
        add(routes, "approvals", Openings.APPROVALS, services.approval(), limit, timeout);
        // People may have nothing to say for hours.
        add(routes, "approval-events", Openings.APPROVAL_EVENTS, services.approval(), limit, NO_TIMEOUT);
        add(routes, "audit", Openings.AUDIT, services.audit(), limit, timeout);
        return routes.build();
    }

    private static void add(
            RouteLocatorBuilder.Builder routes,
            String id,
            Openings openings,
            URI service,
            BodyLimit limit,
            long timeout) {
        routes.route(
                id,
                route -> route.predicate(exchange -> openings.lead(exchange.getRequest()))
                        .filters(filters -> filters.filter(limit).stripPrefix(2))
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, timeout)
                        .uri(service));
    }
}
