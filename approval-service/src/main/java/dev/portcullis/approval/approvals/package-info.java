// SPDX-License-Identifier: Apache-2.0
/// Held commands: filing, reading, voting, consuming, withdrawing and expiring. Each use case is one class;
/// every change goes through [dev.portcullis.approval.approvals.Transitions], so that none can leave the
/// audit event out.
@NullMarked
package dev.portcullis.approval.approvals;

import org.jspecify.annotations.NullMarked;
