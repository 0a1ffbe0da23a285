// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How recordings are kept.
///
/// @param kekFile the file with the keys that wrap the keys of recordings, the newest last; readable by its owner only
/// @param createKek whether to make one when the file is not there
/// @param viewers who must be more than an auditor to see what commands on classified data showed; without any,
///     each auditor sees all
@Validated
@ConfigurationProperties("portcullis.audit.recordings")
public record RecordingProperties(
        @NotNull Path kekFile,
        @DefaultValue("false") boolean createKek,
        @DefaultValue List<@Valid Viewers> viewers) {

    public RecordingProperties {
        viewers = List.copyOf(viewers);
    }

    /// Who sees what commands showed that touched something of these classifications.
    ///
    /// @param classifications tags, as `pci.pan`, or all below one, as `pci.*`
    /// @param groups one of these the auditor must be in
    public record Viewers(
            @NotEmpty List<@Pattern(regexp = "[a-z0-9-]+(\\.[a-z0-9-]+)*(\\.\\*)?") String> classifications,
            @NotEmpty List<@NotBlank String> groups) {

        public Viewers {
            classifications = List.copyOf(classifications);
            groups = List.copyOf(groups);
        }

        /// Whether a command that touched something with this tag is theirs only.
        boolean cover(String tag) {
            return classifications.stream()
                    .anyMatch(pattern -> pattern.endsWith(".*")
                            ? tag.startsWith(pattern.substring(0, pattern.length() - 1))
                            : tag.equals(pattern));
        }
    }
}
