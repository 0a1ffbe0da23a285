// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.contracts.audit.AuditKind;
import java.util.Map;

/// Something this service reports about itself or about what it found, before it has its place in the chain.
///
/// @param kind what it reports
/// @param body OCSF class, activity and everything particular to the event
/// @param unmapped what OCSF has no place for, as `unmapped.portcullis`
public record OwnEvent(AuditKind kind, Map<String, Object> body, Map<String, Object> unmapped) {

    public OwnEvent {
        body = Map.copyOf(body);
        unmapped = Map.copyOf(unmapped);
    }
}
