// SPDX-License-Identifier: Apache-2.0
/// The certificate authority of the local run and the certificates it signs for its listeners.
@NullMarked
package dev.portcullis.local.tls;

import org.jspecify.annotations.NullMarked;
