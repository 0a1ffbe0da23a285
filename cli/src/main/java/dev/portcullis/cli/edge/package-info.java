// SPDX-License-Identifier: Apache-2.0
/// Calls through the edge, with a token of a development identity, and refusals as people read them.
@NullMarked
package dev.portcullis.cli.edge;

import org.jspecify.annotations.NullMarked;
