// SPDX-License-Identifier: Apache-2.0
/// Word lent to somebody else for a time: who may vote in whose place.
@NullMarked
package dev.portcullis.approval.delegations;

import org.jspecify.annotations.NullMarked;
