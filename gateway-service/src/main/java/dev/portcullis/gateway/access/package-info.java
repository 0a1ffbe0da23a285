// SPDX-License-Identifier: Apache-2.0
/// The flow of every session and every command, whatever the protocol: verify, decide, hold, record, grant.
/// It owns the interfaces of what it needs (policies, approvals, audit, credentials) and imports neither the
/// protocols nor the adapters.
@NullMarked
package dev.portcullis.gateway.access;

import org.jspecify.annotations.NullMarked;
