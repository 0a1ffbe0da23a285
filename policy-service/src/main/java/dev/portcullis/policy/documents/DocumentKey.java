// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import dev.portcullis.engine.documents.DocumentKind;
import java.io.Serializable;

/// What names a document.
///
/// @param kind its kind
/// @param name its name in that kind
public record DocumentKey(DocumentKind kind, String name) implements Serializable {}
