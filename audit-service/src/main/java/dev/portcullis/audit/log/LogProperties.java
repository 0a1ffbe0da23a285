// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Name and key of the log.
///
/// @param origin the name of the log, a URL without scheme; also the name of its key
/// @param keyFile the file with the signing key, readable by its owner only; with the next one behind
///     it while the log goes from one to the next
/// @param createKey whether to make a key when the file is not there; only for the first start of a new log
/// @param checkpointInterval how often a grown log is signed
@Validated
@ConfigurationProperties("portcullis.audit.log")
public record LogProperties(
        @DefaultValue("portcullis.local/audit") @NotBlank String origin,
        @NotNull Path keyFile,
        @DefaultValue("false") boolean createKey,
        @DefaultValue("1s") Duration checkpointInterval) {}
