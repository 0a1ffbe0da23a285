// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

/// The one byte of ReadyForQuery.
public enum TransactionStatus {
    IDLE('I'),
    IN_TRANSACTION('T'),
    FAILED('E');

    private final byte code;

    TransactionStatus(char code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static TransactionStatus of(byte code, BodyReader body) throws WireException {
        return switch (code) {
            case 'I' -> IDLE;
            case 'T' -> IN_TRANSACTION;
            case 'E' -> FAILED;
            default -> throw body.bad("unknown transaction status");
        };
    }
}
