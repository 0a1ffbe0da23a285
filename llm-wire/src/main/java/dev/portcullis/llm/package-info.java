// SPDX-License-Identifier: Apache-2.0
/// The words of language models' APIs: which endpoints there are, what masks and judges a gateway brings to them, and
/// the one exception for what a peer got wrong. Requests are read in `request`, answers are guarded in `answer`.
/// Nothing
/// here needs Spring, a socket or a clock.
@NullMarked
package dev.portcullis.llm;

import org.jspecify.annotations.NullMarked;
