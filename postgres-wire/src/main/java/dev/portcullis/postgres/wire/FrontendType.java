// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import org.jspecify.annotations.Nullable;

/// The messages that a client may send after its startup packet, under the protocol's own names.
public enum FrontendType {
    BIND('B', BodySize.BUFFERED),
    EXECUTE('E', BodySize.SMALL),
    SYNC('S', BodySize.EMPTY),
    PARSE('P', BodySize.BUFFERED),
    DESCRIBE('D', BodySize.SMALL),
    QUERY('Q', BodySize.BUFFERED),
    CLOSE('C', BodySize.SMALL),
    FLUSH('H', BodySize.EMPTY),
    TERMINATE('X', BodySize.EMPTY),
    COPY_DATA('d', BodySize.STREAMED),
    COPY_DONE('c', BodySize.EMPTY),
    COPY_FAIL('f', BodySize.SMALL),
    FUNCTION_CALL('F', BodySize.BUFFERED),
    /// PasswordMessage, SASLInitialResponse, SASLResponse and GSSResponse share one byte.
    AUTHENTICATION_RESPONSE('p', BodySize.SMALL);

    private static final @Nullable FrontendType[] BY_CODE = new @Nullable FrontendType[256];

    static {
        for (FrontendType type : values()) {
            BY_CODE[type.code & 0xff] = type;
        }
    }

    private final byte code;
    private final BodySize size;

    FrontendType(char code, BodySize size) {
        this.code = (byte) code;
        this.size = size;
    }

    /// The type with this code, for every byte there is: an unknown one is a [WireException].
    public static FrontendType of(byte code) throws WireException {
        FrontendType type = BY_CODE[code & 0xff];
        if (type == null) {
            throw WireException.violation("unknown frontend message type " + (code & 0xff));
        }
        return type;
    }

    public byte code() {
        return code;
    }

    BodySize size() {
        return size;
    }
}
