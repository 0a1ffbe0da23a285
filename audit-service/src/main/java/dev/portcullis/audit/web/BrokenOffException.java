// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

/// An answer that has begun cannot be ended as it should be. No problem document can follow any more: the
/// connection is cut, so that nobody takes what came for all of it.
public final class BrokenOffException extends RuntimeException {

    public BrokenOffException(Throwable cause) {
        super("the answer broke off", cause);
    }
}
