// SPDX-License-Identifier: Apache-2.0
/// Requests to language models: what they ask for, every text in them, and the body to send on. The bytes that came in
/// are never sent on: what is forwarded is written from what was understood.
@NullMarked
package dev.portcullis.llm.request;

import org.jspecify.annotations.NullMarked;
