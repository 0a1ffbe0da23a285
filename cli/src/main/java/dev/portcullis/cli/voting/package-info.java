// SPDX-License-Identifier: Apache-2.0
/// What people say yes or no with.
@NullMarked
package dev.portcullis.cli.voting;

import org.jspecify.annotations.NullMarked;
