// SPDX-License-Identifier: Apache-2.0
/// Held commands: what the gateway files, what people see and say, and how an approval is used up.
@NullMarked
package dev.portcullis.contracts.approval;

import org.jspecify.annotations.NullMarked;
