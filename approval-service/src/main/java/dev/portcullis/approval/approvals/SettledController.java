// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.approval.SettledRequest;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /v1/approvals:settled`: a gateway asks about everything it holds in one question, in case a
/// record on the topic got lost. What waiting costs does not grow with the number of those who wait.
@RestController
class SettledController {

    private final Reading reading;

    SettledController(Reading reading) {
        this.reading = reading;
    }

    @PostMapping("/v1/approvals:settled")
    SettledRequest.Settled settled(@RequestBody SettledRequest asked) {
        List<String> ids = Objects.requireNonNullElse(asked.ids(), List.of());
        if (ids.isEmpty() || ids.size() > SettledRequest.MOST) {
            throw new RefusedException(new Refusal.Invalid("ids: from 1 to " + SettledRequest.MOST));
        }
        return new SettledRequest.Settled(
                reading.settled(ids.stream().map(SettledController::id).toList()));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new RefusedException(new Refusal.Invalid("ids: one is none of ours"));
        }
    }
}
