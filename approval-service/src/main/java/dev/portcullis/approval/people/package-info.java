// SPDX-License-Identifier: Apache-2.0
/// Who is one and the same person, who is none, and at what hours people are asked.
@NullMarked
package dev.portcullis.approval.people;

import org.jspecify.annotations.NullMarked;
