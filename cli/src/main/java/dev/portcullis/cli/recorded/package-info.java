// SPDX-License-Identifier: Apache-2.0
/// Decisions that were recorded, read back so that they can be made again.
@NullMarked
package dev.portcullis.cli.recorded;

import org.jspecify.annotations.NullMarked;
