// SPDX-License-Identifier: Apache-2.0
/// Commands of all sessions, found by who sent them, what they said and what they touched.
@NullMarked
package dev.portcullis.audit.search;

import org.jspecify.annotations.NullMarked;
