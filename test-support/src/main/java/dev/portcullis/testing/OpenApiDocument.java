// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI description of one service, as it is committed in `docs/openapi`. A change of an interface is seen in
/// review because the description that the service serves has to be committed with it:
/// `-Dportcullis.openapi.write=true` writes what is served over what is there.
public final class OpenApiDocument {
    private static final String WRITE = "portcullis.openapi.write";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final Path file;

    private OpenApiDocument(Path file) {
        this.file = file;
    }

    /// The description of a service, for tests that run in a module's own directory.
    ///
    /// @param service as in the names of its routes, for example `policy`
    public static OpenApiDocument of(String service) {
        return new OpenApiDocument(Path.of("..", "docs", "openapi", service + ".json"));
    }

    /// What is committed; empty if nothing is.
    public String committed() {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is served, in the form in which it is committed: members in order of their names, without the address that
    /// the test's own server happened to have.
    public String canonical(String served) {
        JsonNode document = JSON.readTree(served);
        ((ObjectNode) document).remove("servers");
        String canonical =
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.treeToValue(document, Object.class))
                        + "\n";
        if (Boolean.getBoolean(WRITE)) {
            write(canonical);
        }
        return canonical;
    }

    private void write(String canonical) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, canonical);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
