// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

/// Headers of a record on the audit topic: CloudEvents in binary mode, so that consumers may route without
/// parsing the value.
public final class AuditHeaders {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    public static final String SUBJECT = "ce_subject";
    public static final String CONTENT_TYPE = "content-type";

    private AuditHeaders() {}
}
