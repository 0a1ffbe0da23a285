// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;

/// What one service can be told: its own settings, from the classes in its jar that bind them, and Spring Boot's, from
/// the descriptions in the libraries of the same jar.
final class ServiceSettings {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Class<?>> own;
    private final Set<String> springs = new HashSet<>();
    private final Set<String> springMaps = new HashSet<>();

    private ServiceSettings(List<Class<?>> own) {
        this.own = own;
    }

    static ServiceSettings of(String service) {
        try {
            Path module = Path.of("..", service + "-service", "target");
            Path jar = jar(module);
            List<Class<?>> own = own(module.resolve("classes"));
            for (String shared : List.of("tokens", "tracing")) {
                if (holds(jar, shared)) {
                    own.addAll(own(Path.of("..", shared, "target", "classes")));
                }
            }
            ServiceSettings settings = new ServiceSettings(own);
            settings.readDescriptions(jar);
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".*-service-[^-]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("package " + folder + " first"));
        }
    }

    private static boolean holds(Path jar, String module) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            return file.stream().anyMatch(each -> each.getName().matches("BOOT-INF/lib/" + module + "-\\d.*\\.jar"));
        }
    }

    private static List<Class<?>> own(Path classes) throws IOException {
        URL[] path = {url(classes), url(Path.of("..", "contracts", "target", "classes"))};
        // Stays open as long as the classes are used.
        @SuppressWarnings("resource")
        ClassLoader loader = new URLClassLoader(path, ServiceSettings.class.getClassLoader());
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(each -> each.toString().endsWith("Properties.class"))
                    .toList()) {
                String name =
                        classes.relativize(file).toString().replace('/', '.').replace(".class", "");
                Class<?> settings = Class.forName(name, false, loader);
                // What Spring's build step adds under such names describes settings, and is none.
                if (settings.isAnnotationPresent(ConfigurationProperties.class)) {
                    found.add(settings);
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    private static URL url(Path path) throws MalformedURLException {
        URI uri = path.toUri();
        return uri.toURL();
    }

    private void readDescriptions(Path jar) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            file.stream()
                    .filter(each -> each.getName().matches("BOOT-INF/lib/spring-(boot|cloud)-.*\\.jar"))
                    .forEach(library -> readDescription(file, library));
        }
    }

    private void readDescription(ZipFile jar, ZipEntry library) {
        try (InputStream in = jar.getInputStream(library);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().equals("META-INF/spring-configuration-metadata.json")) {
                    JSON.readTree(entries.readAllBytes()).path("properties").forEach(this::know);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void know(JsonNode property) {
        String name = property.path("name").asText();
        springs.add(name);
        if (property.path("type").asText().startsWith("java.util.Map<")) {
            springMaps.add(name + ".");
        }
    }

    /// Binds all settings as the service would at its start.
    ///
    /// @return the names that nothing in the service takes
    /// @throws org.springframework.boot.context.properties.bind.BindException if a value is of the wrong kind
    List<ConfigurationPropertyName> unknown(
            List<ConfigurationPropertySource> sources, Set<ConfigurationPropertyName> names) {
        Set<ConfigurationPropertyName> taken = new HashSet<>();
        BindHandler noting = new BindHandler() {
            @Override
            public Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                taken.add(name);
                return result;
            }
        };
        Binder binder = new Binder(sources);
        for (Class<?> type : own) {
            binder.bindOrCreate(
                    type.getAnnotation(ConfigurationProperties.class).value(), Bindable.of(type), noting);
        }
        return names.stream()
                .filter(name -> !taken.contains(name))
                .filter(name -> !springs.contains(name.toString()))
                .filter(name ->
                        springMaps.stream().noneMatch(map -> name.toString().startsWith(map)))
                .toList();
    }
}
