// SPDX-License-Identifier: Apache-2.0
/// Who must agree: a small language such as `2 of dba and 1 of security`, and the exact question whether given people
/// satisfy it. Imports nothing but the JDK.
@NullMarked
package dev.portcullis.approval.quorum;

import org.jspecify.annotations.NullMarked;
