// SPDX-License-Identifier: Apache-2.0
/// What goes over the audit and recording topics. The events themselves are OCSF 1.8 documents, described in
/// `docs/events`.
@NullMarked
package dev.portcullis.contracts.audit;

import org.jspecify.annotations.NullMarked;
