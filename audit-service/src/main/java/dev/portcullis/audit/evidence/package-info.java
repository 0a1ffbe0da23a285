// SPDX-License-Identifier: Apache-2.0
/// Bundles of evidence: which events of the log belong to a period and its question, and their way into one zip.
@NullMarked
package dev.portcullis.audit.evidence;

import org.jspecify.annotations.NullMarked;
