// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import dev.portcullis.approval.identity.Callers;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/notifications`: what became of messages, for the operator. What they say is not shown.
@RestController
@RequestMapping("/v1/notifications")
class NotificationController {

    private static final int MAX_LIMIT = 200;

    /// The newest messages in one state; older ones are before the last of them.
    record MessagePage(List<DeliveryRows.Delivery> items) {}

    private final DeliveryRows rows;
    private final Resending resending;

    NotificationController(DeliveryRows rows, Resending resending) {
        this.rows = rows;
        this.resending = resending;
    }

    @GetMapping
    MessagePage list(
            @RequestParam(defaultValue = "DEAD") DeliveryRows.State state,
            @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new RefusedException(new Refusal.Invalid("limit: must be from 1 to " + MAX_LIMIT));
        }
        return new MessagePage(rows.list(state, before, limit));
    }

    /// Has a dead message sent again.
    @PostMapping("/{id}/resend")
    ResponseEntity<Void> resend(@PathVariable UUID id, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        if (!resending.resend(id, Callers.of(token, request))) {
            throw new RefusedException(new Refusal.NotFound());
        }
        return ResponseEntity.accepted().build();
    }
}
