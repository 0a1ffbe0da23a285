// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Digest;

/// How far the tree has grown.
record TreeState(long size, Digest root) {}
