// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import dev.portcullis.audit.web.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import software.amazon.awssdk.core.exception.SdkException;

/// Removes from the bucket what no recording needs: bytes whose transaction was rolled back, and those of
/// expired recordings that could not be removed at the time. Whether a recording needs an object is asked only
/// when every transaction that was running when the object was listed has ended: what none of them kept is kept
/// by none ever, since each attempt seals anew and so puts its bytes under another name. That holds whatever the
/// clocks of the two stores say; the age on top spares the bucket of whoever gave two logs one prefix.
final class ObjectSweep {

    private static final Logger log = LoggerFactory.getLogger(ObjectSweep.class);
    private static final int AT_ONCE = 1_000;
    private static final String NEEDED = """
            SELECT left(encode(sha256(convert_to(session_id, 'UTF8')), 'hex'), 32) || '/' || encode(body_sha256, 'hex')
            FROM recording_chunk WHERE NOT expired AND body_sha256 = ANY (?)""";

    private final ObjectBucket bucket;
    private final JdbcTemplate jdbc;
    private final TransactionBarrier barrier;
    private final Duration age;
    private final Clock clock;

    ObjectSweep(ObjectBucket bucket, JdbcTemplate jdbc, Duration age, Clock clock) {
        this.bucket = bucket;
        this.jdbc = jdbc;
        this.barrier = new TransactionBarrier(jdbc);
        this.age = age;
        this.clock = clock;
    }

    @Scheduled(
            fixedDelayString = "${portcullis.audit.objects.sweep-every:6h}",
            initialDelayString = "${portcullis.audit.objects.sweep-every:6h}")
    void run() {
        try {
            int removed = sweep();
            if (removed > 0) {
                log.atInfo().addKeyValue("objects", removed).log("objects that no recording needs were removed");
            }
        } catch (SdkException | UnavailableException | DataAccessException e) {
            log.atWarn().setCause(e).log("the bucket was not swept this time");
        }
    }

    private int sweep() {
        Instant before = clock.instant().minus(age);
        int removed = 0;
        Iterator<ObjectName> old = bucket.list()
                .filter(object -> object.modified().isBefore(before))
                .map(ObjectBucket.Listed::name)
                .iterator();
        while (old.hasNext()) {
            List<ObjectName> some = new ArrayList<>();
            while (old.hasNext() && some.size() < AT_ONCE) {
                some.add(old.next());
            }
            if (!barrier.passed()) {
                log.atInfo().log("a transaction goes on too long for the bucket to be swept; the next round goes on");
                return removed;
            }
            removed += removeUnneeded(some);
        }
        return removed;
    }

    private int removeUnneeded(List<ObjectName> names) {
        Set<String> needed = new HashSet<>(jdbc.query(NEEDED, (row, _) -> row.getString(1), (Object)
                names.stream().map(ObjectSweep::digest).toArray(byte[][]::new)));
        List<ObjectName> unneeded =
                names.stream().filter(name -> !needed.contains(name.text())).toList();
        bucket.removeAll(unneeded);
        return unneeded.size();
    }

    /// The digest in a name. What has none there is no object of ours, and needed by nobody.
    private static byte[] digest(ObjectName name) {
        try {
            return HexFormat.of().parseHex(name.text().substring(name.text().indexOf('/') + 1));
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }
}
