// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.regex.Pattern;

/// Rules of architecture speak of what people write: not of tests, nor of what Spring's build step leaves among the
/// classes, which is there from the second build on and points at everything it wires.
public final class HandWritten implements ImportOption {

    private static final ImportOption NO_TESTS = Predefined.DO_NOT_INCLUDE_TESTS;
    private static final Pattern GENERATED = Pattern.compile(".*(__\\w+|\\$\\$SpringCGLIB.*)\\.class");

    @Override
    public boolean includes(Location location) {
        return NO_TESTS.includes(location) && !location.matches(GENERATED);
    }
}
