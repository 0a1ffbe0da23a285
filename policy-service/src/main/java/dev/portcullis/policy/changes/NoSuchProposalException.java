// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import java.util.UUID;

/// There is no proposal with this id.
public final class NoSuchProposalException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoSuchProposalException(UUID id) {
        super("There is no proposal " + id + ".");
    }
}
