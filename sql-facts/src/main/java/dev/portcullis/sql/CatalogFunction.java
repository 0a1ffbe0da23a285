// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// A function of the target, or all those that a call by this name may mean.
///
/// @param schema its schema
/// @param name its name
/// @param sideEffects it may do more than compute a value
/// @param pure its value depends on nothing but its arguments and the session's settings; otherwise the value
///     may hold anything that the target stores
/// @param system it is the server's own, whichever of them is called
public record CatalogFunction(String schema, String name, boolean sideEffects, boolean pure, boolean system) {}
