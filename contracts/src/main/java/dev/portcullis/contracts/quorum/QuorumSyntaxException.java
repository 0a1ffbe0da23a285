// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.quorum;

/// A quorum expression that cannot be read. The message is meant for the author of the policy.
public final class QuorumSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    QuorumSyntaxException(int position, String problem) {
        super("quorum, column " + (position + 1) + ": " + problem);
    }
}
