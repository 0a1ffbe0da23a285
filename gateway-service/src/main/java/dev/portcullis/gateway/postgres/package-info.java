// SPDX-License-Identifier: Apache-2.0
/// The PostgreSQL listener: words what `access` decides in PostgreSQL's own protocol. One event loop owns
/// both sides of a session; whatever can block leaves it and comes back. Nothing here decides, and nothing
/// reaches the target without a grant.
@NullMarked
package dev.portcullis.gateway.postgres;

import org.jspecify.annotations.NullMarked;
