// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import java.nio.file.Path;
import java.util.Map;

/// The folder of a local run, `.portcullis` unless `PORTCULLIS_HOME` says otherwise. Nothing of a run is kept outside.
///
/// @param directory the folder, absolute
public record LocalHome(Path directory) {

    /// The variable that names another folder.
    public static final String VARIABLE = "PORTCULLIS_HOME";

    public LocalHome {
        directory = directory.toAbsolutePath().normalize();
    }

    /// The folder the environment names, else `.portcullis` in the working directory.
    public static LocalHome of(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        return new LocalHome(Path.of(named.isBlank() ? ".portcullis" : named));
    }

    /// The certificate authority that signed the certificates of this run's listeners.
    public Path caCertificate() {
        return tls().resolve("ca.crt");
    }

    /// Certificates and keys.
    public Path tls() {
        return directory.resolve("tls");
    }

    /// The ports of the current or last run.
    public Path ports() {
        return directory.resolve("ports.properties");
    }

    /// Secrets of the development identities and of the services, readable by the owner only.
    public Path clientSecrets() {
        return secrets().resolve("clients.properties");
    }

    /// Everything only the owner may read.
    public Path secrets() {
        return directory.resolve("secrets");
    }

    /// Process ids of the current run.
    public Path run() {
        return directory.resolve("run");
    }

    /// One log file per process.
    public Path logs() {
        return directory.resolve("logs");
    }

    /// What the command line remembers about the log it verified last.
    public Path trust() {
        return directory.resolve("trust");
    }
}
