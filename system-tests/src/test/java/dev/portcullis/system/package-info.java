// SPDX-License-Identifier: Apache-2.0
/// Real clients against the real processes, from outside.
package dev.portcullis.system;
