// SPDX-License-Identifier: Apache-2.0
/// What is common to the answers of all endpoints: problem documents and cursors.
@NullMarked
package dev.portcullis.audit.web;

import org.jspecify.annotations.NullMarked;
