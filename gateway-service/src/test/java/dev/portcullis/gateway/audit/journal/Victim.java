// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/// A process to be killed: appends numbered records for ever, ships them, and prints the number of each one that the
/// journal has called durable.
final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        ShipPosition position = ShipPosition.open(directory);
        Journal journal = Journal.open(directory, JournalFixture.LIMITS, position.read(), _ -> {});
        var _ = new Shipper(journal, position, () -> JournalFixture.producer(arguments[1]), Duration.ofSeconds(5));
        Semaphore window = new Semaphore(64);
        for (int i = 0; i < Integer.MAX_VALUE; i++) {
            window.acquire();
            int number = i;
            journal.append(List.of(JournalFixture.frame(number + " of the victim")), false, new Appended() {
                @Override
                public void synced(long end) {
                    System.out.println(number);
                    window.release();
                }

                @Override
                public void failed(Throwable cause) {
                    throw new IllegalStateException(cause);
                }
            });
        }
    }
}
