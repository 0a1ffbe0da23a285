// SPDX-License-Identifier: Apache-2.0
/// Commands of one shape that people agree to in advance: proposed from a command that was held, decided by
/// the rules of every approval, used up one by one, revoked at once.
@NullMarked
package dev.portcullis.approval.templates;

import org.jspecify.annotations.NullMarked;
