// SPDX-License-Identifier: Apache-2.0
/// The chart as Helm renders it, held against what Kubernetes, the services and its own README know.
@NullMarked
package dev.portcullis.helm;

import org.jspecify.annotations.NullMarked;
