// SPDX-License-Identifier: Apache-2.0
/// The HTTP edge: every caller shows a token before anything else, and reaches only what is meant for callers.
@NullMarked
package dev.portcullis.gateway.edge;

import org.jspecify.annotations.NullMarked;
