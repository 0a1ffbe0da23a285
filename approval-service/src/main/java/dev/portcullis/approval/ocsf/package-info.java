// SPDX-License-Identifier: Apache-2.0
/// The OCSF classes in which this service reports.
@NullMarked
package dev.portcullis.approval.ocsf;

import org.jspecify.annotations.NullMarked;
