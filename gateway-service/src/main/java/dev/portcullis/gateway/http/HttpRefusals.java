// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.Problems;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.gateway.access.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Words refusals: as an RFC 9457 problem, or as the error that the target's own clients show to their users.
final class HttpRefusals {
    private static final String RETRY_SECONDS = "5";
    private static final int CLIENT_CLOSED = 499;

    private final JsonMapper json;

    HttpRefusals(JsonMapper json) {
        this.json = json;
    }

    /// Writes a refusal.
    ///
    /// @param api whose clients it is for; null if that is not known
    Mono<Void> write(ServerWebExchange exchange, @Nullable Api api, Refusal refusal) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            // Too late for a word: cutting the connection is the only way left to say that something is missing.
            return Mono.error(new Refused(refusal));
        }
        Wording wording = of(refusal);
        HttpHeaders headers = response.getHeaders();
        headers.clear();
        if (wording.status() == HttpStatus.UNAUTHORIZED.value()) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        } else if (wording.status() >= HttpStatus.INTERNAL_SERVER_ERROR.value()
                || wording.status() == HttpStatus.TOO_MANY_REQUESTS.value()) {
            headers.set(
                    HttpHeaders.RETRY_AFTER,
                    refusal instanceof Refusal.OverLimit(var _, var seconds) ? Long.toString(seconds) : RETRY_SECONDS);
        }
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.setContentType(api(api) ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_PROBLEM_JSON);
        response.setStatusCode(HttpStatusCode.valueOf(wording.status()));
        String id = exchange.getRequest().getId();
        byte[] body = json.writeValueAsString(body(api, wording, id)).getBytes(StandardCharsets.UTF_8);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static boolean api(@Nullable Api api) {
        return api != null && api != Api.GENERIC;
    }

    private static Map<String, Object> body(@Nullable Api api, Wording wording, String id) {
        return switch (api) {
            case null -> problem(wording, id);
            case GENERIC -> problem(wording, id);
            case OPENAI, COPILOT -> openAi(wording);
            case ANTHROPIC -> anthropic(wording, id);
        };
    }

    private static Map<String, Object> problem(Wording wording, String id) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", wording.type());
        problem.put("title", title(wording.status()));
        problem.put("status", wording.status());
        problem.put("detail", wording.detail());
        problem.put("correlationId", id);
        return problem;
    }

    private static String title(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Cancelled" : known.getReasonPhrase();
    }

    private static Map<String, Object> openAi(Wording wording) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", "Portcullis: " + wording.detail());
        error.put("type", wording.status() == 429 ? "rate_limit_error" : "portcullis_error");
        error.put("param", null);
        error.put("code", wording.code());
        return Map.of("error", error);
    }

    private static Map<String, Object> anthropic(Wording wording, String id) {
        String type = switch (wording.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 400, 422 -> "invalid_request_error";
            default -> "api_error";
        };
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("type", "error");
        answer.put("error", Map.of("type", type, "message", "Portcullis: " + wording.detail()));
        answer.put("request_id", id);
        return answer;
    }

    /// What is said of a refusal, whatever the form.
    static Wording of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotAuthenticated(var why) ->
                new Wording(401, Problems.NOT_AUTHENTICATED, "The token was not accepted: " + why + ".");
            case Refusal.UnknownConnection(var name) ->
                new Wording(404, Problems.NOT_FOUND, "There is no connection " + printable(name) + " here.");
            case Refusal.NotPermitted(var reasons) ->
                new Wording(403, Problems.NOT_PERMITTED, "Not permitted: " + denials(reasons));
            case Refusal.NotUnderstood(var why, var _) ->
                new Wording(400, Problems.INVALID, "The request is not understood: " + printable(why) + ".");
            case Refusal.TooLarge(var limit) ->
                new Wording(413, Problems.INVALID, "The request is larger than " + limit + " bytes.");
            case Refusal.BodyNeeded(var limit, var by) ->
                new Wording(
                        413,
                        Problems.INVALID,
                        "The body is larger than " + limit
                                + " bytes, and passes only where nothing has to look into it: " + printable(by) + ".");
            case Refusal.TooMany(var limit) ->
                new Wording(429, Problems.UNAVAILABLE, "More than " + limit + " at once. Try again later.");
            case Refusal.OverLimit(var limit, var seconds) ->
                new Wording(
                        429,
                        Problems.OVER_LIMIT,
                        "This is over the limit of " + limit + ". Try again in " + seconds + " s.");
            case Refusal.NotSupported(var feature) ->
                new Wording(400, Problems.INVALID, "Not supported here: " + printable(feature) + ".");
            case Refusal.Rejected(var id, var by, var reason) ->
                new Wording(
                        403,
                        Problems.NOT_PERMITTED,
                        "Approval " + id + " was rejected by " + printable(by)
                                + (reason.isEmpty() ? "." : ": " + printable(reason)));
            case Refusal.HoldEnded(var id, var state) ->
                new Wording(403, Problems.NOT_PERMITTED, "Approval " + id + " cannot be used: " + word(state) + ".");
            case Refusal.Cancelled() -> new Wording(CLIENT_CLOSED, Problems.CONFLICT, "Cancelled before it was sent.");
            case Refusal.SessionOver(var why) ->
                new Wording(401, Problems.NOT_AUTHENTICATED, "The session is over: " + printable(why) + ".");
            case Refusal.AnswerWithheld(var why) ->
                new Wording(
                        502,
                        Problems.ANSWER_WITHHELD,
                        "The request was sent, and its answer cannot be passed on: " + printable(why) + ".");
            case Refusal.RecordingFull(var bound, var forwarded, var _) ->
                forwarded
                        ? new Wording(
                                502,
                                Problems.ANSWER_WITHHELD,
                                "The request was sent, and its answer cannot be passed on:"
                                        + " no room in the session's recording: " + bound + ".")
                        : new Wording(
                                403,
                                Problems.NOT_PERMITTED,
                                "Not permitted: no room in the session's recording: " + bound + ".");
            case Refusal.Unavailable(var dependency) ->
                new Wording(
                        dependency == Refusal.Dependency.TARGET ? 502 : 503,
                        Problems.UNAVAILABLE,
                        dependency.words() + " is not available. Try again later.");
        };
    }

    private static String word(ApprovalState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String denials(List<Decision.Reason> reasons) {
        List<Decision.Reason> deciding = reasons.stream()
                .filter(reason -> reason.effect().equals("deny") && !reason.shadow())
                .toList();
        return (deciding.isEmpty() ? reasons : deciding)
                .stream().map(HttpRefusals::words).collect(Collectors.joining("; "));
    }

    private static String words(Decision.Reason reason) {
        String rule = reason.policy() + "/" + reason.rule();
        return printable(reason.message().isEmpty() ? rule : rule + ": " + reason.message());
    }

    /// People's words may end up on terminals.
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// What is said.
    ///
    /// @param status the HTTP status
    /// @param type the problem's type
    /// @param detail what the caller reads
    record Wording(int status, String type, String detail) {
        /// The type's last word.
        String code() {
            return type.substring(Problems.PREFIX.length());
        }
    }
}
