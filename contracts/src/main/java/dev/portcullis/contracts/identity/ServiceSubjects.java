// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.identity;

/// The subjects of the services' own tokens. An internal endpoint names which of them it serves.
public final class ServiceSubjects {
    public static final String GATEWAY = "svc-gateway";
    public static final String POLICY = "svc-policy";
    public static final String APPROVAL = "svc-approval";
    public static final String AUDIT = "svc-audit";

    private ServiceSubjects() {}
}
