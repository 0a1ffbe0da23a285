// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

/// Something this service depends on does not answer; the message is for the caller.
public final class UnavailableException extends RuntimeException {

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
