// SPDX-License-Identifier: Apache-2.0
/// PostgreSQL from its own binaries: unpacked once, one cluster for the services and one that plays the
/// target, both with TLS and SCRAM only.
@NullMarked
package dev.portcullis.local.postgres;

import org.jspecify.annotations.NullMarked;
