// SPDX-License-Identifier: Apache-2.0
/// The development identity provider: real OAuth 2 client credentials and signed tokens, for identities that exist only
/// on this machine. Nothing of it belongs into production.
@NullMarked
package dev.portcullis.local.identity;

import org.jspecify.annotations.NullMarked;
