// SPDX-License-Identifier: Apache-2.0
/// Who calls, from a verified token, and which endpoint is open to whom. What is not listed is closed.
@NullMarked
package dev.portcullis.audit.identity;

import org.jspecify.annotations.NullMarked;
