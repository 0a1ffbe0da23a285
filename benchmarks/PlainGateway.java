// SPDX-License-Identifier: Apache-2.0
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Spring Cloud Gateway as a plain proxy: one route, nothing else. `http-proxy` compares with it.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class PlainGateway {

    /// Port, target.
    public static void main(String[] arguments) {
        new SpringApplication(PlainGateway.class)
                .run(
                        "--spring.main.web-application-type=reactive",
                        "--server.address=127.0.0.1",
                        "--server.port=" + arguments[0],
                        "--target=" + arguments[1]);
    }

    @Bean
    RouteLocator everything(RouteLocatorBuilder builder, @Value("${target}") String target) {
        return builder.routes().route(route -> route.path("/**").uri(target)).build();
    }
}
