// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.java;

import dev.portcullis.local.process.Readiness;
import java.util.Optional;

/// One start of a program that is only for its start-up cache: what it loads and links is what the cache holds.
///
/// @param program the program, told to touch nothing of the run
/// @param ready when it may end, with a little time to do what a start does in the background; empty if it ends by
/// itself
public record Rehearsal(JavaProgram program, Optional<Readiness> ready) {}
