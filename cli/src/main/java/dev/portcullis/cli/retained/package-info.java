// SPDX-License-Identifier: Apache-2.0
/// What is kept and what is not: erasing a recording, and holding what must stay.
@NullMarked
package dev.portcullis.cli.retained;

import org.jspecify.annotations.NullMarked;
