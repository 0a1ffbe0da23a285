// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import dev.portcullis.contracts.control.PolicyVersionHeader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Says in each answer by which version it was made. Looked at before the answer is: a set that is loaded
/// meanwhile makes the answer newer than it says, and never older.
@Component
class VersionedAnswers implements WebMvcConfigurer, HandlerInterceptor {
    private final CurrentVersion current;

    VersionedAnswers(CurrentVersion current) {
        this.current = current;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/v1/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        current.currentVersion()
                .ifPresent(version -> response.setHeader(PolicyVersionHeader.NAME, Long.toString(version)));
        return true;
    }
}
