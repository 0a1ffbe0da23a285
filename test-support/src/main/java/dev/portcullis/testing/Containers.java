// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import com.github.dockerjava.api.exception.NotModifiedException;
import org.testcontainers.containers.GenericContainer;

/// Stops and starts a container without making a new one. Both may be said twice, as to the embedded servers.
final class Containers {

    private Containers() {}

    static void stop(GenericContainer<?> container) {
        try {
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .exec();
        } catch (NotModifiedException _) {
            // It is stopped already.
        }
    }

    /// Ends its processes without a warning; returns when they are gone.
    static void kill(GenericContainer<?> container) {
        var docker = container.getDockerClient();
        docker.killContainerCmd(container.getContainerId()).exec();
        docker.waitContainerCmd(container.getContainerId()).start().awaitStatusCode();
    }

    static void start(GenericContainer<?> container) {
        try {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        } catch (NotModifiedException _) {
            // It runs already.
        }
    }
}
