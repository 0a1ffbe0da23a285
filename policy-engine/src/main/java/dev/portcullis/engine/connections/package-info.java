// SPDX-License-Identifier: Apache-2.0
/// Connections: the registered targets. Only references to credentials are accepted, never the credentials.
@NullMarked
package dev.portcullis.engine.connections;

import org.jspecify.annotations.NullMarked;
