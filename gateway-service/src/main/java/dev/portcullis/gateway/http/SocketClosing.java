// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.Refusal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How a WebSocket ends (RFC 6455, 7.4).
///
/// @param code what the caller's library is told
/// @param reason what its user is told; 123 bytes at most
/// @param refusal why the gateway ended it; null if one of the two sides did
record SocketClosing(int code, String reason, @Nullable Refusal refusal) {
    static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int PROTOCOL = 1002;
    private static final int POLICY = 1008;
    private static final int TOO_LARGE = 1009;
    private static final int TROUBLE = 1011;
    private static final int LONGEST_REASON = 123;

    /// One side has said all it had to say.
    static SocketClosing finished() {
        return new SocketClosing(NORMAL, "", null);
    }

    /// The caller went away without a word.
    static SocketClosing callerLost() {
        return of(new Refusal.Cancelled());
    }

    /// The target went away without a word, or cannot be spoken to.
    static SocketClosing targetLost() {
        return of(new Refusal.Unavailable(Refusal.Dependency.TARGET));
    }

    /// It is over, though nobody did anything wrong.
    static SocketClosing timeIsUp(String why) {
        return saying(GOING_AWAY, new Refusal.SessionOver(why));
    }

    /// Something must not pass, or cannot.
    static SocketClosing of(Refusal refusal) {
        return saying(code(refusal), refusal);
    }

    private static int code(Refusal refusal) {
        return switch (refusal) {
            case Refusal.TooLarge _ -> TOO_LARGE;
            case Refusal.NotUnderstood _ -> PROTOCOL;
            case Refusal.Unavailable _ -> TROUBLE;
            case Refusal.NotAuthenticated _,
                    Refusal.UnknownConnection _,
                    Refusal.NotPermitted _,
                    Refusal.BodyNeeded _,
                    Refusal.TooMany _,
                    Refusal.OverLimit _,
                    Refusal.NotSupported _,
                    Refusal.Rejected _,
                    Refusal.HoldEnded _,
                    Refusal.Cancelled _,
                    Refusal.SessionOver _,
                    Refusal.AnswerWithheld _,
                    Refusal.RecordingFull _ -> POLICY;
        };
    }

    private static SocketClosing saying(int code, Refusal refusal) {
        return new SocketClosing(code, cut(HttpRefusals.of(refusal).detail()), refusal);
    }

    private static String cut(String text) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
