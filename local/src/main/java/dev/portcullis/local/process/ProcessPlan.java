// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// One process as it is to run.
///
/// @param name what `status` calls it; also the name of its log and pid files
/// @param command the program and its arguments
/// @param environment variables set besides the inherited ones
/// @param directory its working directory
/// @param readiness when it does its work
/// @param stopSignal the signal that makes it end properly
public record ProcessPlan(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        Readiness readiness,
        StopSignal stopSignal) {

    public ProcessPlan {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// What a process is sent to make it end.
    public enum StopSignal {
        TERM,
        /// for PostgreSQL: end the sessions too, instead of waiting for them
        INT
    }
}
