// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.contracts.decision.Obligations;
import org.springframework.boot.jackson.JacksonMixin;

/// The same of the words of a mask as of those of [SaidObligations].
@JacksonMixin(Obligations.Mask.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
abstract class SaidMask {}
