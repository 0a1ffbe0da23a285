// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.util.List;

/// Kafka as a publisher and consumers may meet it.
public interface Deliveries {

    /// One round of a publisher that may fail in every way there is.
    void publishWithFaults();

    /// Publishes everything there is.
    void publishAll();

    /// What arrived so far, repetitions included.
    List<Outbox.Message> delivered();
}
