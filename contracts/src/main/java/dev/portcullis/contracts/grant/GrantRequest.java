// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.grant;

import org.jspecify.annotations.Nullable;

/// `POST /v1/grants`: whoever sends this asks for access in their own name.
///
/// @param connection the connection's name
/// @param purpose why; people decide by it
/// @param seconds for how long, from the moment it begins
/// @param ticket a reference into another system; null for none
/// @param breakGlass begin at once, without asking anybody: for named responders only, and reviewed afterwards
/// @param boundToToken it holds for this very token only, not for another one of the same identity
public record GrantRequest(
        String connection,
        String purpose,
        long seconds,
        @Nullable String ticket,
        @Nullable Boolean breakGlass,
        @Nullable Boolean boundToToken) {}
