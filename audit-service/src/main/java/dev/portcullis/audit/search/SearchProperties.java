// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.search;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long one answer may be searched for; below what the edge waits.
///
/// @param within the bound
@ConfigurationProperties("portcullis.audit.search")
record SearchProperties(@DefaultValue("15s") Duration within) {}
