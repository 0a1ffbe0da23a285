// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the virtual machine of an image does when told what the image tells it.
class ImagesTest {

    /// Memory holds the credentials of targets.
    private static final List<String> WRITE_MEMORY_OUT = List.of(
            "HeapDumpOnOutOfMemoryError", "CreateCoredumpOnCrash", "HeapDumpBeforeFullGC", "HeapDumpAfterFullGC");

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "policy", "approval", "audit"})
    void writesItsMemoryNowhere(String service) throws Exception {
        Map<String, String> flags = flags(service);
        assertThat(WRITE_MEMORY_OUT).allSatisfy(flag -> assertThat(flags).containsEntry(flag, "false"));
        assertThat(flags).as("nobody else asks for a dump").containsEntry("DisableAttachMechanism", "true");
        assertThat(flags).as("a virtual machine short of memory ends").containsEntry("ExitOnOutOfMemoryError", "true");
    }

    private static Map<String, String> flags(String service) throws IOException, InterruptedException {
        Path options = Path.of("..", "deploy", "images", service + "-service", "java.options");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + options,
                        "-XX:+PrintFlagsFinal",
                        "-version")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).isZero();
        return printed.lines()
                .map(line -> line.strip().split("\\s+", 5))
                .filter(words -> words.length > 3 && words[2].equals("="))
                .collect(Collectors.toMap(words -> words[1], words -> words[3], (_, last) -> last));
    }
}
