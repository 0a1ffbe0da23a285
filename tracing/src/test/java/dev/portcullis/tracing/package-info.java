// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.portcullis.tracing;

import org.jspecify.annotations.NullMarked;
