// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;

/// An answer as the caller gets it.
///
/// @param status the HTTP status
/// @param headers the headers that go back
/// @param body the body, masked
/// @param streamed whether each piece is to be sent as soon as it is there
record Answer(int status, Map<String, List<String>> headers, Flux<byte[]> body, boolean streamed) {}
