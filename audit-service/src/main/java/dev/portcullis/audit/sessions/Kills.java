// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import dev.portcullis.audit.log.EventIds;
import dev.portcullis.audit.web.UnavailableException;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.control.ControlMessage;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Orders to end a session, on the topic that every gateway listens to.
@Component
class Kills {

    private static final String UNSENT = "The order could not be sent to the gateways; try again.";

    private final Producer<String, byte[]> producer;
    private final JsonMapper json;
    private final EventIds ids;
    private final Clock clock;

    Kills(Producer<String, byte[]> producer, JsonMapper json, EventIds ids, Clock clock) {
        this.producer = producer;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /// Returns when Kafka has the order.
    void order(String sessionId, String by, String reason) {
        ControlMessage message = new ControlMessage(
                ids.next(), ControlMessage.Order.KILL_SESSION, sessionId, by, reason, clock.instant());
        try {
            producer.send(new ProducerRecord<>(Topics.CONTROL, sessionId, json.writeValueAsBytes(message)))
                    .get();
        } catch (ExecutionException | KafkaException e) {
            throw new UnavailableException(UNSENT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(UNSENT, e);
        }
    }
}
