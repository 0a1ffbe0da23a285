// SPDX-License-Identifier: Apache-2.0
/// Who calls: what a verified token says about the caller, in the words every service shares.
@NullMarked
package dev.portcullis.contracts.identity;

import org.jspecify.annotations.NullMarked;
