// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.connection;

import java.util.List;

/// How the gateway looks for sessions at a target that did not come through it.
///
/// @param credential a role at the target that sees everybody's sessions and nothing else
/// @param expected the accounts that may go past the gateway; everybody else is a finding
public record Observation(Connection.Credential credential, List<Account> expected) {

    public Observation {
        expected = List.copyOf(expected);
    }

    /// Whether somebody who logged in as this user from this address may have gone past the gateway.
    ///
    /// @param address the client's address as the target sees it; empty for a local socket
    public boolean expects(String user, String address) {
        return expected.stream().anyMatch(account -> account.covers(user, address));
    }

    /// An account that may go past the gateway.
    ///
    /// @param user its name at the target
    /// @param address the only address it may come from, as the target writes it; empty for any
    public record Account(String user, String address) {
        boolean covers(String user, String address) {
            return this.user.equals(user) && (this.address.isEmpty() || this.address.equals(address));
        }
    }
}
