// SPDX-License-Identifier: Apache-2.0
/// Tells people outside that something waits for them. What is to be told is written in the transaction of what
/// happened, and sent afterwards, again and again, on a thread per channel: a channel that fails loses nothing, delays
/// nothing and decides nothing.
@NullMarked
package dev.portcullis.approval.notifications;

import org.jspecify.annotations.NullMarked;
