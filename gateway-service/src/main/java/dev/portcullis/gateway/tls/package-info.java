// SPDX-License-Identifier: Apache-2.0
/// TLS towards targets, the same for every protocol.
@NullMarked
package dev.portcullis.gateway.tls;

import org.jspecify.annotations.NullMarked;
