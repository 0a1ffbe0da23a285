// SPDX-License-Identifier: Apache-2.0
/// Keys that stand for a token: issued, looked up by their digest, ended.
@NullMarked
package dev.portcullis.approval.keys;

import org.jspecify.annotations.NullMarked;
