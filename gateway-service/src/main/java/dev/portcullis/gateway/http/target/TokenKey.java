// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

/// What a token of a target is remembered under.
///
/// @param connection the connection it is for
/// @param version the connection's version: a changed one starts anew
/// @param caller a digest of the caller's token where that was exchanged; empty otherwise
record TokenKey(String connection, long version, String caller) {}
