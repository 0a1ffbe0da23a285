// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How changes come into force.
///
/// @param fourEyes whether a change waits until somebody else than its author has approved it
@Validated
@ConfigurationProperties("portcullis.policy.changes")
public record ChangeProperties(@DefaultValue("true") boolean fourEyes) {}
