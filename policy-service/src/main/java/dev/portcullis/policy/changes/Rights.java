// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.security.Caller;
import java.util.List;
import java.util.Optional;

/// What changes do to people's rights.
public interface Rights {

    /// Why a change may widen the rights of whoever approves it; empty when it does not.
    ///
    /// @param source what the document would say; empty for its removal
    List<String> widened(DocumentKey key, Optional<String> source, Caller approver);
}
