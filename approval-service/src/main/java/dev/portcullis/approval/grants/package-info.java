// SPDX-License-Identifier: Apache-2.0
/// Access for a time: asked for, decided by people or taken in an emergency, and ended.
@NullMarked
package dev.portcullis.approval.grants;

import org.jspecify.annotations.NullMarked;
