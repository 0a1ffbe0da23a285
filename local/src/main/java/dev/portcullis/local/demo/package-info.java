// SPDX-License-Identifier: Apache-2.0
/// The story of Portcullis played against a running one with real clients: each step says what is expected and what
/// happened, and the end says whether all of it was as it should be.
@NullMarked
package dev.portcullis.local.demo;

import org.jspecify.annotations.NullMarked;
