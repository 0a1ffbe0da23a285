// SPDX-License-Identifier: Apache-2.0
/// What the services of Portcullis say to each other.
@NullMarked
package dev.portcullis.contracts;

import org.jspecify.annotations.NullMarked;
