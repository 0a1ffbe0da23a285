// SPDX-License-Identifier: Apache-2.0
/// Held commands: what waits, and a word on it.
@NullMarked
package dev.portcullis.cli.approvals;

import org.jspecify.annotations.NullMarked;
