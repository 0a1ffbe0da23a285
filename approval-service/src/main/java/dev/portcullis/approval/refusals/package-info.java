// SPDX-License-Identifier: Apache-2.0
/// Why something was not done, and how that looks over HTTP.
@NullMarked
package dev.portcullis.approval.refusals;

import org.jspecify.annotations.NullMarked;
