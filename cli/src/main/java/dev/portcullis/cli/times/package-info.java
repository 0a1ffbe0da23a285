// SPDX-License-Identifier: Apache-2.0
/// Times as people write them.
@NullMarked
package dev.portcullis.cli.times;

import org.jspecify.annotations.NullMarked;
