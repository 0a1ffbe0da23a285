// SPDX-License-Identifier: Apache-2.0
/// Pre-approved commands: a shape that people agreed to once, for values within bounds and for a time.
@NullMarked
package dev.portcullis.contracts.template;

import org.jspecify.annotations.NullMarked;
