// SPDX-License-Identifier: Apache-2.0
/// What is in bodies: decoded within limits, masked whole or as a stream. Knows neither Spring nor the network.
@NullMarked
package dev.portcullis.gateway.http.content;

import org.jspecify.annotations.NullMarked;
