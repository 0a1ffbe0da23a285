// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

/// What the parser of a protocol found out about one command. Rules read these facts and nothing else of the command.
public sealed interface Facts permits SqlFacts, HttpFacts, ToolFacts {}
