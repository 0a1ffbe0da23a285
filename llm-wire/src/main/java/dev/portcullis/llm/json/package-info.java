// SPDX-License-Identifier: Apache-2.0
/// JSON as strangers write it: read strictly, masked in every corner. For this module's own use.
@NullMarked
package dev.portcullis.llm.json;

import org.jspecify.annotations.NullMarked;
