// SPDX-License-Identifier: Apache-2.0
/// The command line for people: tokens of the development identities, approvals, sessions, policies, and the
/// check of the log. It talks REST to the edge and knows nothing the edge would not tell anybody with the
/// same token.
@NullMarked
package dev.portcullis.cli;

import org.jspecify.annotations.NullMarked;
