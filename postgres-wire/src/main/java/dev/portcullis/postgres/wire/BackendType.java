// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import org.jspecify.annotations.Nullable;

/// The messages that a server may send after the encryption negotiation, under the protocol's own names.
public enum BackendType {
    DATA_ROW('D', BodySize.STREAMED),
    COMMAND_COMPLETE('C', BodySize.SMALL),
    READY_FOR_QUERY('Z', BodySize.SMALL),
    BIND_COMPLETE('2', BodySize.EMPTY),
    PARSE_COMPLETE('1', BodySize.EMPTY),
    ROW_DESCRIPTION('T', BodySize.BUFFERED),
    PARAMETER_DESCRIPTION('t', BodySize.BUFFERED),
    NO_DATA('n', BodySize.EMPTY),
    CLOSE_COMPLETE('3', BodySize.EMPTY),
    PORTAL_SUSPENDED('s', BodySize.EMPTY),
    EMPTY_QUERY_RESPONSE('I', BodySize.EMPTY),
    ERROR_RESPONSE('E', BodySize.BUFFERED),
    NOTICE_RESPONSE('N', BodySize.BUFFERED),
    NOTIFICATION_RESPONSE('A', BodySize.SMALL),
    PARAMETER_STATUS('S', BodySize.SMALL),
    BACKEND_KEY_DATA('K', BodySize.SMALL),
    AUTHENTICATION('R', BodySize.SMALL),
    NEGOTIATE_PROTOCOL_VERSION('v', BodySize.SMALL),
    COPY_IN_RESPONSE('G', BodySize.SMALL),
    COPY_OUT_RESPONSE('H', BodySize.SMALL),
    COPY_BOTH_RESPONSE('W', BodySize.SMALL),
    COPY_DATA('d', BodySize.STREAMED),
    COPY_DONE('c', BodySize.EMPTY),
    FUNCTION_CALL_RESPONSE('V', BodySize.BUFFERED);

    private static final @Nullable BackendType[] BY_CODE = new @Nullable BackendType[256];

    static {
        for (BackendType type : values()) {
            BY_CODE[type.code & 0xff] = type;
        }
    }

    private final byte code;
    private final BodySize size;

    BackendType(char code, BodySize size) {
        this.code = (byte) code;
        this.size = size;
    }

    /// The type with this code, for every byte there is: an unknown one is a [WireException].
    public static BackendType of(byte code) throws WireException {
        BackendType type = BY_CODE[code & 0xff];
        if (type == null) {
            throw WireException.violation("unknown backend message type " + (code & 0xff));
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
