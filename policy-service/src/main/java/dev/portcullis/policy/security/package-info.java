// SPDX-License-Identifier: Apache-2.0
/// Who may call what. Every token is verified here, also behind the edge; what is not named is refused.
@NullMarked
package dev.portcullis.policy.security;

import org.jspecify.annotations.NullMarked;
