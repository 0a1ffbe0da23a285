// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import dev.portcullis.contracts.identity.Identity;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/// A caller whose token holds. Carries no token.
final class Caller extends AbstractAuthenticationToken {
    private final transient Identity identity;

    Caller(Identity identity) {
        super(AuthorityUtils.createAuthorityList(identity.roles()));
        this.identity = identity;
        setAuthenticated(true);
    }

    @Override
    public Identity getPrincipal() {
        return identity;
    }

    @Override
    public String getCredentials() {
        return "";
    }
}
