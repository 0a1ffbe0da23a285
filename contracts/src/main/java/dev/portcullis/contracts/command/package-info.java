// SPDX-License-Identifier: Apache-2.0
/// What a command is and what its parser found out about it: the facts that rules read.
@NullMarked
package dev.portcullis.contracts.command;

import org.jspecify.annotations.NullMarked;
