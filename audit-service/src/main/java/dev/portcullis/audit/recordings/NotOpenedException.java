// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

/// What is sealed does not open: with this key, as what it is said to be. Why is not known, and nobody is told more.
final class NotOpenedException extends Exception {

    NotOpenedException() {
        super("not sealed with this key as what it is said to be");
    }
}
