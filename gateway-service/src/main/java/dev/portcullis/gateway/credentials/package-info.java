// SPDX-License-Identifier: Apache-2.0
/// The only place that turns a credential's reference into the credential.
@NullMarked
package dev.portcullis.gateway.credentials;

import org.jspecify.annotations.NullMarked;
