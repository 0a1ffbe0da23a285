// SPDX-License-Identifier: Apache-2.0
/// What a service demands of the token shown to it, and how it says no. Which role opens what is each service's own.
@NullMarked
package dev.portcullis.tokens;

import org.jspecify.annotations.NullMarked;
