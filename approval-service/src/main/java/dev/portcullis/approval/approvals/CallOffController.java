// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.identity.Callers;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.approval.CallOffRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `POST /v1/approvals:withdraw`: a gateway calls off what it filed without an answer. Sent again until it is heard.
@RestController
class CallOffController {

    private static final int LONGEST = 256;

    private final CallingOff callingOff;

    CallOffController(CallingOff callingOff) {
        this.callingOff = callingOff;
    }

    @PostMapping("/v1/approvals:withdraw")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void callOff(@RequestBody CallOffRequest asked, @AuthenticationPrincipal Jwt token, HttpServletRequest request) {
        List<CallOffRequest.Filed> commands = Objects.requireNonNullElse(asked.commands(), List.of());
        if (commands.isEmpty() || commands.size() > CallOffRequest.MOST) {
            throw new RefusedException(new Refusal.Invalid("commands: from 1 to " + CallOffRequest.MOST));
        }
        if (!commands.stream().allMatch(CallOffController::isWellFormed)) {
            throw new RefusedException(new Refusal.Invalid("commands: each has a commandId and a digest"));
        }
        Caller gateway = Callers.of(token, request);
        commands.forEach(command -> callingOff.callOff(command, gateway));
    }

    private static boolean isWellFormed(CallOffRequest.@Nullable Filed command) {
        return command != null && isName(command.commandId()) && isName(command.digest());
    }

    private static boolean isName(@Nullable String text) {
        return text != null && !text.isBlank() && text.length() <= LONGEST && text.indexOf('\0') < 0;
    }
}
