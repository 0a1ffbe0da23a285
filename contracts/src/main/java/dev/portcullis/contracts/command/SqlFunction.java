// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

/// A function a statement calls.
///
/// @param schema the schema it was resolved to; empty when unknown
/// @param name its name
/// @param known whether the catalogue knows it
/// @param sideEffects whether it may do more than compute a value; true for every function that is not known
///     to be harmless
public record SqlFunction(String schema, String name, boolean known, boolean sideEffects) {}
