// SPDX-License-Identifier: Apache-2.0
/// Access for a time: what somebody asks for, what people granted, and whether it holds now.
@NullMarked
package dev.portcullis.contracts.grant;

import org.jspecify.annotations.NullMarked;
