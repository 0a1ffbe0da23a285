// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.contracts.decision.Obligations;
import org.springframework.boot.jackson.JacksonMixin;

/// Only obligations that there are get a word: a gateway refuses whatever comes with one that it does not know, and one
/// from before this version shall not do so where no policy uses it.
@JacksonMixin(Obligations.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
abstract class SaidObligations {}
