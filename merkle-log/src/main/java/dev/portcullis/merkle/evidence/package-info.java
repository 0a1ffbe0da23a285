// SPDX-License-Identifier: Apache-2.0
/// Evidence bundles: what an auditor takes home of a period. The tables that people read are made from the events
/// that the bundle cites, by the code here and nothing else, so that whoever verifies a bundle makes them again.
@NullMarked
package dev.portcullis.merkle.evidence;

import org.jspecify.annotations.NullMarked;
