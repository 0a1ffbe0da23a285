// SPDX-License-Identifier: Apache-2.0
/// The headers with which a change may be sent again, or only if nothing changed meanwhile.
@NullMarked
package dev.portcullis.approval.requests;

import org.jspecify.annotations.NullMarked;
