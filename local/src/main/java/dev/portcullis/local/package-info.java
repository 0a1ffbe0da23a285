// SPDX-License-Identifier: Apache-2.0
/// The local run: one command that starts everything as real processes on loopback, watches them and stops them. It is
/// no part of a deployment.
@NullMarked
package dev.portcullis.local;

import org.jspecify.annotations.NullMarked;
