// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /v1/statistics`: of the last seven days, or of another time.
@RestController
class StatisticsController {

    private static final Duration WEEK = Duration.ofDays(7);

    private final Statistics statistics;
    private final Clock clock;

    StatisticsController(Statistics statistics, Clock clock) {
        this.statistics = statistics;
        this.clock = clock;
    }

    @GetMapping("/v1/statistics")
    Statistics.Summary statistics(
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        Instant end = to == null ? clock.instant() : to;
        return statistics.between(from == null ? end.minus(WEEK) : from, end);
    }
}
