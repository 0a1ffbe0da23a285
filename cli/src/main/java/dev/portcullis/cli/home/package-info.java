// SPDX-License-Identifier: Apache-2.0
/// Where a local run keeps its files, which ports it uses and how to get a token from its identity provider: what the
/// launcher writes and the command line reads.
@NullMarked
package dev.portcullis.cli.home;

import org.jspecify.annotations.NullMarked;
