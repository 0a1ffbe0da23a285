// SPDX-License-Identifier: Apache-2.0
/// The check of the log that trusts nothing but its key: everything is fetched, nothing is believed.
@NullMarked
package dev.portcullis.cli.log;

import org.jspecify.annotations.NullMarked;
