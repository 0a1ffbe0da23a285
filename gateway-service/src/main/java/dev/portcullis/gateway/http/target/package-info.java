// SPDX-License-Identifier: Apache-2.0
/// The way to an HTTP target: which addresses may be reached, with which credential, over which connection. Takes a
/// grant for everything it sends.
@NullMarked
package dev.portcullis.gateway.http.target;

import org.jspecify.annotations.NullMarked;
