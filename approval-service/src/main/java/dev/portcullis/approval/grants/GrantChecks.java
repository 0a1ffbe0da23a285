// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.people.People;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.grant.GrantRequest;
import dev.portcullis.contracts.identity.Roles;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What may be asked for at all, before anybody is asked.
@Component
final class GrantChecks {

    private static final int MAX_TEXT = 2_000;
    private static final int MAX_NAME = 256;

    private final GrantRows rows;
    private final GrantProperties properties;
    private final People people;

    GrantChecks(GrantRows rows, GrantProperties properties, People people) {
        this.rows = rows;
        this.properties = properties;
        this.people = people;
    }

    void demandWellFormed(GrantRequest asked) {
        demand(isText(asked.connection(), MAX_NAME), "connection: missing or too long");
        demandPurpose(asked.purpose());
        demand(asked.seconds() > 0, "seconds: must be more than 0");
        demand(
                asked.ticket() == null || asked.ticket().isEmpty() || isText(asked.ticket(), MAX_NAME),
                "ticket: too long");
    }

    void demandPurpose(@Nullable String purpose) {
        demand(isText(purpose, MAX_TEXT), "purpose: say in at most " + MAX_TEXT + " characters why");
    }

    void demandExtendable(GrantRow row, long seconds, Optional<GrantTerms.Terms> terms) {
        demand(seconds > 0, "seconds: must be more than 0");
        long longest = terms.map(found -> found.longestExtended().toSeconds()).orElse(0L);
        if (row.grant().breakGlass()) {
            throw new RefusedException(new Refusal.NotGrantable("Emergency access is not extended; ask for a grant."));
        }
        if (row.extension() != null) {
            throw new RefusedException(new Refusal.NotGrantable("An extension is being decided already."));
        }
        if (seconds > longest - row.grant().seconds()) {
            throw new RefusedException(new Refusal.NotGrantable("With all extensions it may last "
                    + Duration.ofSeconds(longest).toMinutes() + " minutes."));
        }
    }

    Optional<Refusal> refusal(GrantRequest asked, Caller asker, Optional<GrantTerms.Terms> terms) {
        if (asker.roles().contains(Roles.SERVICE)) {
            return Optional.of(new Refusal.NotAPerson());
        }
        if (terms.isEmpty()) {
            return refusal("Nobody is granted access to this connection.");
        }
        boolean breakGlass = Boolean.TRUE.equals(asked.breakGlass());
        if (breakGlass && !isResponder(asker)) {
            return refusal("You are not one of those who may take access in an emergency.");
        }
        if (Boolean.TRUE.equals(asked.boundToToken()) && asker.tokenId().isEmpty()) {
            return refusal("Your token has no id to bind a grant to.");
        }
        Duration longest =
                breakGlass ? properties.breakGlass().longest() : terms.get().longest();
        if (asked.seconds() > longest.toSeconds()) {
            return refusal("It may last " + longest.toMinutes() + " minutes at most.");
        }
        if (rows.open(asker.subject(), asker.issuer()) >= properties.perIdentity()) {
            return refusal("You have as many grants, asked for or active, as one may have.");
        }
        return rows.active(asked.connection()) >= properties.perConnection()
                ? refusal("As many grants of this connection are active as may be.")
                : Optional.empty();
    }

    /// Emergencies are for people who act for themselves.
    private boolean isResponder(Caller asker) {
        GrantProperties.BreakGlass rules = properties.breakGlass();
        return asker.actors().isEmpty()
                && !people.isServiceAccount(asker.subject())
                && (rules.responders().contains(asker.subject())
                        || rules.groups().stream().anyMatch(asker.groups()::contains));
    }

    private static Optional<Refusal> refusal(String why) {
        return Optional.of(new Refusal.NotGrantable(why));
    }

    private static boolean isText(@Nullable String text, int max) {
        return text != null && !text.isBlank() && text.length() <= max && text.indexOf('\0') < 0;
    }

    private static void demand(boolean met, String otherwise) {
        if (!met) {
            throw new RefusedException(new Refusal.Invalid(otherwise));
        }
    }
}
