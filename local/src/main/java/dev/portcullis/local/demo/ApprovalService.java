// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.home.Listener;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.identity.ServiceSubjects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;

/// Tries what only the gateway may: to use an approval.
///
/// @param surroundings where the service is
record ApprovalService(Surroundings surroundings) {

    /// The HTTP status of the attempt.
    int consume(String id, ConsumeRequest request) throws InterruptedException {
        String token = surroundings.tokens().token(ServiceSubjects.GATEWAY, OptionalLong.empty());
        URI address = URI.create(
                "http://127.0.0.1:" + surroundings.ports().of(Listener.APPROVAL) + "/v1/approvals/" + id + "/consume");
        try {
            return surroundings
                    .http()
                    .send(
                            HttpRequest.newBuilder(address)
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            JsonMapper.shared().writeValueAsString(request)))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new CommandFailed("The approval service did not answer: " + e.getMessage());
        }
    }
}
