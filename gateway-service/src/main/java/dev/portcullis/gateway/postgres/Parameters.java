// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.FrontendMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of a Bind as approvers and auditors read them.
final class Parameters {
    private Parameters() {}

    static List<@Nullable String> text(FrontendMessage.Bind bind, List<Integer> typeOids) {
        List<@Nullable String> texts = new ArrayList<>(bind.values().size());
        for (int i = 0; i < bind.values().size(); i++) {
            ByteBuffer value = bind.values().get(i);
            int type = i < typeOids.size() ? typeOids.get(i) : 0;
            texts.add(value == null ? null : text(value, bind.parameterFormats().isBinary(i), type));
        }
        return texts;
    }

    private static String text(ByteBuffer value, boolean binary, int type) {
        return binary
                ? BinaryValues.text(value, type)
                : StandardCharsets.UTF_8.decode(value.slice()).toString();
    }
}
