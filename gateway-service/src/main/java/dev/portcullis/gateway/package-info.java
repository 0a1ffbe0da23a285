// SPDX-License-Identifier: Apache-2.0
/// The edge: the only place that sees an upstream credential or unmasked data.
@NullMarked
package dev.portcullis.gateway;

import org.jspecify.annotations.NullMarked;
