// SPDX-License-Identifier: Apache-2.0
/// Orders to every gateway: end a session, revoke an identity, use new policies.
@NullMarked
package dev.portcullis.contracts.control;

import org.jspecify.annotations.NullMarked;
