// SPDX-License-Identifier: Apache-2.0
/// Commands of one shape, agreed to in advance.
@NullMarked
package dev.portcullis.cli.templates;

import org.jspecify.annotations.NullMarked;
