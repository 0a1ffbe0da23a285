// SPDX-License-Identifier: Apache-2.0
/// Access for a time: what was asked for and granted, asking, deciding, ending, and looking back.
@NullMarked
package dev.portcullis.cli.grants;

import org.jspecify.annotations.NullMarked;
