// SPDX-License-Identifier: Apache-2.0

/// What single steps of the hot path cost, measured with JMH; `benchmarks/hot-path` runs them.
@NullMarked
package dev.portcullis.benchmarks;

import org.jspecify.annotations.NullMarked;
