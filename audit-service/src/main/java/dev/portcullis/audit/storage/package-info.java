// SPDX-License-Identifier: Apache-2.0
/// Where the bytes of recordings are kept, under names that say which bytes they are.
@NullMarked
package dev.portcullis.audit.storage;

import org.jspecify.annotations.NullMarked;
