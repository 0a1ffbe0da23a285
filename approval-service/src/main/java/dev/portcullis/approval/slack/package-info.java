// SPDX-License-Identifier: Apache-2.0
/// Takes presses of buttons under messages in Slack. They can say no, never yes: a yes needs a token, and somebody who
/// has seen the whole command.
@NullMarked
package dev.portcullis.approval.slack;

import org.jspecify.annotations.NullMarked;
