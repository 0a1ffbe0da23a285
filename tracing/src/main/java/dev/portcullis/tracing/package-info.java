// SPDX-License-Identifier: Apache-2.0
/// What each command waited for and where, told to a collector over OTLP. Off unless a collector is named; a collector
/// that is slow, full or gone costs spans and never a command.
@NullMarked
package dev.portcullis.tracing;

import org.jspecify.annotations.NullMarked;
