// SPDX-License-Identifier: Apache-2.0
/// State changes as server-sent events, for the people who decide.
@NullMarked
package dev.portcullis.approval.stream;

import org.jspecify.annotations.NullMarked;
