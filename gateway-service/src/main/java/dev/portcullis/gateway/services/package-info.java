// SPDX-License-Identifier: Apache-2.0
/// How the gateway calls the other services: with a token of its own, within a time, in JSON.
@NullMarked
package dev.portcullis.gateway.services;

import org.jspecify.annotations.NullMarked;
