// SPDX-License-Identifier: Apache-2.0
/// Orders from outside that end live sessions.
@NullMarked
package dev.portcullis.gateway.control;

import org.jspecify.annotations.NullMarked;
