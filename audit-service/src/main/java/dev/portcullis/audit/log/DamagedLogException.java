// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

/// The stored log contradicts itself or what was signed before. Nothing may be added to it or signed any more until a
/// person has looked.
public final class DamagedLogException extends RuntimeException {

    public DamagedLogException(String message) {
        super(message);
    }
}
