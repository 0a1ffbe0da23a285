// SPDX-License-Identifier: Apache-2.0
/// What a change of policy would have changed: commands that were recorded, judged again.
@NullMarked
package dev.portcullis.engine.replay;

import org.jspecify.annotations.NullMarked;
