// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

/// Another instance has taken the partition over.
final class FencedException extends RuntimeException {

    FencedException(String message) {
        super(message);
    }
}
