// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import java.util.regex.Pattern;

/// What may stand in a header as a token. An issuer's answer is not believed to be one.
final class TokenText {
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{8,16384}");

    private TokenText() {}

    static boolean isOne(String text) {
        return TOKEN.matcher(text).matches();
    }
}
