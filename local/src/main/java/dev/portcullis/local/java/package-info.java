// SPDX-License-Identifier: Apache-2.0
/// Java processes of the local run: their command lines, and caches of loaded classes that halve the time they need to
/// start. Without a cache everything works as well, only slower.
@NullMarked
package dev.portcullis.local.java;

import org.jspecify.annotations.NullMarked;
