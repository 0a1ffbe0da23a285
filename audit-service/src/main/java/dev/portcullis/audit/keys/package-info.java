// SPDX-License-Identifier: Apache-2.0
/// Keys that live outside the database, in files of their owner's alone.
@NullMarked
package dev.portcullis.audit.keys;

import org.jspecify.annotations.NullMarked;
