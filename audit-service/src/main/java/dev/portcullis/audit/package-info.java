// SPDX-License-Identifier: Apache-2.0
/// The audit service: takes events and recordings from Kafka exactly once, keeps them in a log nobody can change
/// unnoticed, and lets auditors read and check them.
@NullMarked
package dev.portcullis.audit;

import org.jspecify.annotations.NullMarked;
