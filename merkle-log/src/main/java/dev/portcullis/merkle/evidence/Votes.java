// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

/// Single votes.
final class Votes {

    private Votes() {}

    /// The person who voted, whatever they were logged in as.
    static String voter(CitedEvent vote) {
        String person = vote.own("person");
        return person.isEmpty() ? vote.actor() : person;
    }

    static EventList list() {
        return new EventList(
                "votes",
                "Votes",
                "Each vote, also those that were not counted, with the reason.",
                EventList.of("approval.voted"),
                EventList.own("approvalId"),
                new EventList.Column("voter", Votes::voter),
                EventList.own("inPlaceOf"),
                new EventList.Column("vote", vote -> vote.flag("approve") ? "yes" : vote.has("approve") ? "no" : ""),
                EventList.own("reason"),
                new EventList.Column("not counted because", vote -> vote.own("refusal")));
    }
}
