// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What can be seen of the feed from outside.
final class SyslogMetrics {

    private final MeterRegistry metrics;
    private final AtomicLong lag = new AtomicLong();
    private final AtomicInteger connected = new AtomicInteger();

    SyslogMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /// From now on there is something to see.
    void begin() {
        sent(0);
        metrics.gauge("portcullis.syslog.lag", lag);
        metrics.gauge("portcullis.syslog.connected", connected);
        for (Failure failure : Failure.values()) {
            counter(failure).increment(0);
        }
    }

    /// Why nothing can be sent.
    enum Failure {
        /// The collector does not accept connections.
        CONNECT("connect"),
        /// It is not who it should be, or does not believe us.
        TLS("tls"),
        /// It has ended a connection, or took nothing any more.
        BROKEN("broken"),
        /// Kafka does not give what is to be sent.
        KAFKA("kafka");

        private final String word;

        Failure(String word) {
            this.word = word;
        }
    }

    void sent(int messages) {
        metrics.counter("portcullis.syslog.sent").increment(messages);
    }

    void failed(Failure failure) {
        counter(failure).increment();
    }

    void connected(boolean is) {
        connected.set(is ? 1 : 0);
    }

    /// Records in the partitions of this instance that do not count as sent.
    void lag(long records) {
        lag.set(records);
    }

    private Counter counter(Failure failure) {
        return metrics.counter("portcullis.syslog.failures", "reason", failure.word);
    }
}
