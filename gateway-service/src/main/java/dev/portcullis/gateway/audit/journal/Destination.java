// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import dev.portcullis.contracts.Topics;

/// Where a record goes. The number is what the journal holds, so it never changes its meaning.
public enum Destination {
    AUDIT(1, Topics.AUDIT),
    RECORDING(2, Topics.RECORDING);

    private final byte id;
    private final String topic;

    Destination(int id, String topic) {
        this.id = (byte) id;
        this.topic = topic;
    }

    byte id() {
        return id;
    }

    String topic() {
        return topic;
    }

    static Destination of(byte id) {
        for (Destination destination : values()) {
            if (destination.id == id) {
                return destination;
            }
        }
        throw new IllegalStateException("a journal record for topic number " + id);
    }
}
