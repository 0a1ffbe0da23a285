// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.keys;

import dev.portcullis.approval.identity.Callers;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.contracts.key.KeyCheck;
import dev.portcullis.contracts.key.KeyFiling;
import dev.portcullis.contracts.key.KeyHolder;
import dev.portcullis.contracts.key.KeyRevocation;
import dev.portcullis.contracts.key.KeysEnded;
import dev.portcullis.contracts.key.KeysInUse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/keys`. Who may call what stands in `identity.Access`; here requests become calls and outcomes
/// answers.
@RestController
class KeyController {
    private static final int MAX_LIMIT = 200;
    private static final int MAX_TEXT = 500;
    private static final int MAX_IDS = 1_000;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Keys keys;

    KeyController(Keys keys) {
        this.keys = keys;
    }

    /// Keeps a key that the gateway made.
    @PostMapping("/v1/keys")
    @ResponseStatus(HttpStatus.CREATED)
    AccessKey issue(@RequestBody KeyFiling asked) {
        check(asked);
        return keys.issue(asked);
    }

    @PostMapping("/v1/keys:check")
    KeyHolder holder(@RequestBody KeyCheck asked) {
        return keys.check(asked).orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
    }

    @PostMapping("/v1/keys:ended")
    KeysEnded ended(@RequestBody KeysInUse asked) {
        if (asked.ids().size() > MAX_IDS) {
            throw invalid("ids: at most " + MAX_IDS);
        }
        try {
            return new KeysEnded(
                    keys.ended(asked.ids().stream().map(UUID::fromString).toList()));
        } catch (IllegalArgumentException _) {
            throw invalid("ids: must be ids of keys");
        }
    }

    @PostMapping("/v1/keys:revoke")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@RequestBody KeyRevocation order) {
        keys.revoke(order);
    }

    @GetMapping("/v1/keys")
    Page list(
            @RequestParam(defaultValue = "50") int limit,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw invalid("limit: must be from 1 to " + MAX_LIMIT);
        }
        return new Page(keys.list(limit, Callers.of(token, request)));
    }

    @DeleteMapping("/v1/keys/{id}")
    AccessKey end(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            @AuthenticationPrincipal Jwt token,
            HttpServletRequest request) {
        if (reason.length() > MAX_TEXT) {
            throw invalid("reason: at most " + MAX_TEXT + " characters");
        }
        return keys.end(id, reason, Callers.of(token, request));
    }

    /// Fields that JSON left out are null here, whatever their types say.
    @SuppressWarnings("ConstantValue")
    private static void check(KeyFiling asked) {
        if (asked.identity() == null || asked.connection() == null || asked.digest() == null) {
            throw invalid("identity, connection and digest must all be there");
        }
        if (!DIGEST.matcher(asked.digest()).matches()) {
            throw invalid("digest: must be a SHA-256 in hex");
        }
        if (asked.purpose() == null || asked.purpose().length() > MAX_TEXT) {
            throw invalid("purpose: at most " + MAX_TEXT + " characters");
        }
        if (asked.seconds() != null && asked.seconds() < 1) {
            throw invalid("seconds: must be positive");
        }
    }

    private static RefusedException invalid(String why) {
        return new RefusedException(new Refusal.Invalid(why));
    }

    /// Keys, the newest first.
    record Page(List<AccessKey> items) {}
}
