// SPDX-License-Identifier: Apache-2.0
/// The targets that are registered, what their columns hold, and how the gateway reaches them.
@NullMarked
package dev.portcullis.contracts.connection;

import org.jspecify.annotations.NullMarked;
