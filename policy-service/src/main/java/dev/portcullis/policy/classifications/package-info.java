// SPDX-License-Identifier: Apache-2.0
/// Classifications: what the columns of a connection hold.
@NullMarked
package dev.portcullis.policy.classifications;

import org.jspecify.annotations.NullMarked;
