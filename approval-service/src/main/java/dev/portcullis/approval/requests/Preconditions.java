// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.requests;

import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `ETag`, `If-Match` and `Idempotency-Key`.
public final class Preconditions {

    private static final Pattern VERSION_TAG = Pattern.compile("\"([0-9]{1,18})\"");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private Preconditions() {}

    /// The `ETag` of a version.
    public static String tag(long version) {
        return '"' + Long.toString(version) + '"';
    }

    /// The version that the sender saw last; null if it does not matter.
    public static @Nullable Long version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        Matcher tag = VERSION_TAG.matcher(ifMatch);
        if (!tag.matches()) {
            throw new RefusedException(new Refusal.Invalid("If-Match: must be the ETag of what is changed"));
        }
        return Long.valueOf(tag.group(1));
    }

    /// What is wrong with a key; null if nothing is.
    public static @Nullable String problemOfKey(@Nullable String key) {
        return key == null || KEY.matcher(key).matches() ? null : "Idempotency-Key: up to 128 visible ASCII characters";
    }
}
