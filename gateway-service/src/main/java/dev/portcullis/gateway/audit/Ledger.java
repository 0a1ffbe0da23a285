// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditHeaders;
import dev.portcullis.gateway.audit.journal.Frame;
import dev.portcullis.gateway.audit.journal.Journal;
import dev.portcullis.gateway.audit.journal.Shipper;
import java.time.Clock;

/// What all chains of this gateway write to, and what all their events have in common.
final class Ledger {
    private final Journal journal;
    private final Shipper shipper;
    private final Clock clock;
    private final EventCounts counts;
    private final String gateway;
    private final KeptChains kept = new KeptChains();
    private final Recurring recurring = new Recurring();
    private final byte[] product;
    private final byte[] controlled;
    private final Frame.Headers headers;

    Ledger(Journal journal, Shipper shipper, Clock clock, EventCounts counts, String gateway, String version) {
        this.journal = journal;
        this.shipper = shipper;
        this.clock = clock;
        this.counts = counts;
        this.gateway = gateway;
        this.product = product(gateway, version, false);
        this.controlled = product(gateway, version, true);
        this.headers = Frame.Headers.startingWith(null)
                .add(AuditHeaders.SPEC_VERSION, "1.0")
                .add(AuditHeaders.SOURCE, "portcullis/gateway/" + gateway)
                .add(AuditHeaders.CONTENT_TYPE, "application/json");
    }

    Journal journal() {
        return journal;
    }

    Shipper shipper() {
        return shipper;
    }

    Clock clock() {
        return clock;
    }

    EventCounts counts() {
        return counts;
    }

    /// The chains of sessions that have begun.
    KeptChains kept() {
        return kept;
    }

    /// This gateway's id.
    String gateway() {
        return gateway;
    }

    /// What comes again in many events.
    Recurring recurring() {
        return recurring;
    }

    /// Encoded members of `metadata` that name the product, and the profile of events that say what was done about it.
    byte[] product(boolean control) {
        return control ? controlled : product;
    }

    /// The headers that never change.
    Frame.Headers headers() {
        return headers;
    }

    private static byte[] product(String gateway, String version, boolean control) {
        JsonBuffer out = new JsonBuffer();
        if (control) {
            out.name("profiles").openArray().text("security_control").closeArray();
        }
        out.name("log_name").text("gateway.audit").name("product").open();
        out.name("name").text("portcullis-gateway").name("vendor_name").text("portcullis.dev");
        out.name("version").text(version).name("uid").text(gateway).close();
        return out.copy();
    }
}
