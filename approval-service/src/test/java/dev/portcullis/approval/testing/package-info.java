// SPDX-License-Identifier: Apache-2.0
/// What the tests of this service share: the running service, a client, tokens and requests.
package dev.portcullis.approval.testing;
