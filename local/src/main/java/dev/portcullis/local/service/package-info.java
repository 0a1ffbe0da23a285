// SPDX-License-Identifier: Apache-2.0
/// The four services as processes of the local run: their jars, their settings, their place in the database.
@NullMarked
package dev.portcullis.local.service;

import org.jspecify.annotations.NullMarked;
