// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.service;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.Ports;
import java.net.URI;
import java.util.Locale;

/// The services of Portcullis.
public enum Service {
    POLICY(Listener.POLICY, Listener.POLICY, true),
    APPROVAL(Listener.APPROVAL, Listener.APPROVAL, true),
    AUDIT(Listener.AUDIT, Listener.AUDIT, true),
    GATEWAY(Listener.EDGE, Listener.GATEWAY_MANAGEMENT, false);

    /// The path of a service's health.
    public static final String HEALTH = "/actuator/health";

    private final Listener listener;
    private final Listener health;
    private final boolean stores;

    Service(Listener listener, Listener health, boolean stores) {
        this.listener = listener;
        this.health = health;
        this.stores = stores;
    }

    /// Where its health is told.
    public URI health(Ports ports) {
        return URI.create("http://127.0.0.1:" + ports.of(health) + HEALTH);
    }

    /// Where it answers HTTP.
    public Listener listener() {
        return listener;
    }

    /// Whether it has a schema in the store.
    public boolean stores() {
        return stores;
    }

    /// Its short name: the process in `status`, the schema, the prefix of its roles.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Its module in the build.
    public String module() {
        return id() + "-service";
    }

    /// The subject of its own tokens.
    public String subject() {
        return "svc-" + id();
    }

    /// The database role that owns its schema and migrates it.
    public String ownerRole() {
        return id() + "_owner";
    }

    /// The database role it works with.
    public String workingRole() {
        return id() + "_app";
    }
}
