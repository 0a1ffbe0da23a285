// SPDX-License-Identifier: Apache-2.0
/// What tests of several modules need: real PostgreSQL and Kafka servers, a token issuer whose keys the test holds,
/// and a clock the test moves. The servers come as containers where a Docker engine answers and as the same servers
/// run from their own binaries where none does; a test never sees the difference.
@NullMarked
package dev.portcullis.testing;

import org.jspecify.annotations.NullMarked;
