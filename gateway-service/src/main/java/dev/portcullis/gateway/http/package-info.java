// SPDX-License-Identifier: Apache-2.0
/// HTTP and LLM APIs: each request under `/c/{connection}/` is verified, read, judged, held where policy says so,
/// recorded, and only then sent on by `target`; what comes back is masked by `content`.
@NullMarked
package dev.portcullis.gateway.http;

import org.jspecify.annotations.NullMarked;
