// SPDX-License-Identifier: Apache-2.0
/// What a command waited for: spans, made by going around what the access flow asks and records. Where nobody is told
/// of them the flow has its own back, with nothing around it.
@NullMarked
package dev.portcullis.gateway.traces;

import org.jspecify.annotations.NullMarked;
