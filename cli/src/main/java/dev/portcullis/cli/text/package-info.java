// SPDX-License-Identifier: Apache-2.0
/// Text for terminals: harmless whatever it contains, and in columns.
@NullMarked
package dev.portcullis.cli.text;

import org.jspecify.annotations.NullMarked;
