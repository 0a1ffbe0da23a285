// SPDX-License-Identifier: Apache-2.0
/// Child processes: starting them in an order, knowing when they are ready, restarting one that died, and
/// finding what an earlier run left behind.
@NullMarked
package dev.portcullis.local.process;

import org.jspecify.annotations.NullMarked;
