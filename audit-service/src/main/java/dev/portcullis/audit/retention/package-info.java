// SPDX-License-Identifier: Apache-2.0
/// How long anything is kept: holds that keep it, erasures that two people agree on.
@NullMarked
package dev.portcullis.audit.retention;

import org.jspecify.annotations.NullMarked;
