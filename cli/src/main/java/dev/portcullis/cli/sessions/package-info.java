// SPDX-License-Identifier: Apache-2.0
/// Sessions and what was said in them.
@NullMarked
package dev.portcullis.cli.sessions;

import org.jspecify.annotations.NullMarked;
