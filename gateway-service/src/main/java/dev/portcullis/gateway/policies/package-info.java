// SPDX-License-Identifier: Apache-2.0
/// What policy says and which targets there are, asked over REST and remembered for as long as the policy topic vouches
/// for it.
@NullMarked
package dev.portcullis.gateway.policies;

import org.jspecify.annotations.NullMarked;
