// SPDX-License-Identifier: Apache-2.0
/// How work on the database is bounded.
@NullMarked
package dev.portcullis.policy.transactions;

import org.jspecify.annotations.NullMarked;
