// SPDX-License-Identifier: Apache-2.0
/// Sessions as people look for them: a list derived from the log, the events of one, and the order to end one.
@NullMarked
package dev.portcullis.audit.sessions;

import org.jspecify.annotations.NullMarked;
