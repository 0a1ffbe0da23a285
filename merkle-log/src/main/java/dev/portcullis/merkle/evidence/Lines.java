// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.io.IOException;

/// Takes the lines of one file of a bundle: writes them, or compares them with what is there.
@FunctionalInterface
interface Lines {

    void line(String line) throws IOException;
}
