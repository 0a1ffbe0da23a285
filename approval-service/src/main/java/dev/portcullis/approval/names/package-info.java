// SPDX-License-Identifier: Apache-2.0
/// Names of connections as settings write them.
@NullMarked
package dev.portcullis.approval.names;

import org.jspecify.annotations.NullMarked;
