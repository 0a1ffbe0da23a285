// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.targets;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.log.ReadRecord;
import dev.portcullis.audit.web.Cursor;
import dev.portcullis.audit.web.InvalidException;
import dev.portcullis.contracts.audit.TargetLoginPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What gateways did at targets, for whoever compares it with a target's own log.
@RestController
@RequestMapping(path = "/v1/targets", produces = MediaType.APPLICATION_JSON_VALUE)
class TargetController {

    private static final String PAGE = """
            SELECT process, opened_at, ready_at, chain_id, connection, purpose FROM target_login
            WHERE address = ? AND (ready_at, process) > (?, ?) AND ready_at < ? ORDER BY ready_at, process LIMIT ?""";

    private final JdbcTemplate jdbc;
    private final ReadRecord reads;

    TargetController(JdbcTemplate jdbc, ReadRecord reads) {
        this.jdbc = jdbc;
        this.reads = reads;
    }

    /// Logins at one target that were through in a period, in the order of their times. Who reads them is
    /// recorded first.
    @GetMapping("/logins")
    TargetLoginPage logins(
            @RequestParam @Size(min = 1, max = 300) String address,
            @RequestParam Instant since,
            @RequestParam Instant until,
            @RequestParam(defaultValue = "500") @Min(1) @Max(1000) int limit,
            @RequestParam(defaultValue = "") String cursor,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        Cursor after = cursor.isEmpty() ? new Cursor(since.toEpochMilli(), "-1") : Cursor.parse(cursor);
        List<TargetLoginPage.Login> found = jdbc.query(
                PAGE,
                (row, _) -> new TargetLoginPage.Login(
                        row.getLong(1),
                        row.getTimestamp(2).toInstant(),
                        row.getTimestamp(3).toInstant(),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)),
                address,
                Timestamp.from(Instant.ofEpochMilli(after.number())),
                process(after),
                Timestamp.from(until),
                limit + 1);
        reads.record(Caller.of(token, request), "target.logins", address, found.size() + " login(s)");
        boolean more = found.size() > limit;
        List<TargetLoginPage.Login> page = more ? found.subList(0, limit) : found;
        return new TargetLoginPage(page, more ? place(page.getLast()) : null);
    }

    private static String place(TargetLoginPage.Login last) {
        return new Cursor(last.readyAt().toEpochMilli(), Long.toString(last.process())).text();
    }

    private static long process(Cursor after) {
        try {
            return Long.parseLong(after.id());
        } catch (NumberFormatException _) {
            throw new InvalidException("The cursor is not one of ours.");
        }
    }
}
