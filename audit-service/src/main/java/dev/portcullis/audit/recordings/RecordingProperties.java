// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How recordings are kept.
///
/// @param kekFile the file with the keys that wrap the keys of recordings, the newest last; readable by its owner only
/// @param createKek whether to make one when the file is not there
@Validated
@ConfigurationProperties("portcullis.audit.recordings")
public record RecordingProperties(
        @NotNull Path kekFile, @DefaultValue("false") boolean createKek) {}
