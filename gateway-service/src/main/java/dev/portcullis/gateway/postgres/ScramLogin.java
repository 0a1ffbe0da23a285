// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import dev.portcullis.gateway.access.Credentials.Credential;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.postgres.wire.SaslInitialResponse;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One SCRAM-SHA-256 exchange with a target, bound to the TLS channel where the target offers that. The
/// target has to prove that it knows the password as well.
final class ScramLogin {
    private final Credential credential;
    private final SslHandler tls;
    private @Nullable ScramClient client;
    private volatile boolean verified;

    ScramLogin(Credential credential, SslHandler tls) {
        this.credential = credential;
        this.tls = tls;
    }

    SaslInitialResponse start(List<String> mechanisms) throws UpstreamUnavailable {
        try {
            ScramClient made = ScramClient.builder()
                    .advertisedMechanisms(mechanisms)
                    // PostgreSQL takes the user from the startup packet and ignores this one.
                    .username(credential.user())
                    .password(credential.password().reveal().toCharArray())
                    .channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, endpoint())
                    .build();
            client = made;
            return new SaslInitialResponse(
                    made.getScramMechanism().getName(),
                    made.clientFirstMessage().toString());
        } catch (IllegalArgumentException | CertificateEncodingException | SSLPeerUnverifiedException e) {
            throw new UpstreamUnavailable("no common login mechanism with the target", e);
        }
    }

    /// The answer to the target's challenge; derives keys, which takes milliseconds.
    String proof(String challenge) throws UpstreamUnavailable {
        try {
            ScramClient started = started();
            started.serverFirstMessage(challenge);
            return started.clientFinalMessage().toString();
        } catch (ScramException | IllegalArgumentException | IllegalStateException e) {
            throw new UpstreamUnavailable("the target's login challenge is not valid", e);
        }
    }

    void verify(String answer) throws UpstreamUnavailable {
        try {
            started().serverFinalMessage(answer);
            verified = true;
        } catch (ScramException | IllegalArgumentException | IllegalStateException e) {
            throw new UpstreamUnavailable("the target does not know the password itself", e);
        }
    }

    boolean isVerified() {
        return verified;
    }

    private ScramClient started() throws UpstreamUnavailable {
        ScramClient started = client;
        if (started == null) {
            throw new UpstreamUnavailable(Refusal.Dependency.TARGET, "login messages out of order");
        }
        return started;
    }

    private byte[] endpoint() throws CertificateEncodingException, SSLPeerUnverifiedException {
        X509Certificate certificate =
                (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
        return TlsServerEndpoint.getChannelBindingData(certificate);
    }
}
