// SPDX-License-Identifier: Apache-2.0
/// The language in which a policy says who must agree. It is in the contracts because the policy service checks what
/// the approval service counts by.
@NullMarked
package dev.portcullis.contracts.quorum;

import org.jspecify.annotations.NullMarked;
