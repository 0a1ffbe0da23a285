// SPDX-License-Identifier: Apache-2.0
/// Shows an approver what a held command would do: asked at the edge, answered by a session of the approver's
/// own at the gateway's listener, so that policy, masks and the record are those of any session.
@NullMarked
package dev.portcullis.gateway.preview;

import org.jspecify.annotations.NullMarked;
