// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlStatement;
import java.util.List;

/// The digest of facts: equal exactly when the facts are.
final class FactsDigest {

    private final Fingerprint digest = new Fingerprint();

    private FactsDigest() {}

    static String of(SqlFacts facts) {
        FactsDigest all = new FactsDigest();
        all.digest.number(facts.statements().size());
        facts.statements().forEach(all::statement);
        all.digest.add(facts.readOnly()).add(facts.writes()).add(facts.hasLimit());
        all.strings(facts.classifications());
        return all.digest.add(facts.fingerprint()).hex();
    }

    private void statement(SqlStatement s) {
        digest.add(s.kind());
        strings(s.kinds());
        digest.add(s.readOnly()).add(s.writes()).add(s.administrative()).add(s.opaque());
        digest.add(s.hasWhere()).add(s.hasLimit());
        digest.number(s.relations().size());
        s.relations()
                .forEach(r -> digest.add(r.schema())
                        .add(r.name())
                        .add(r.known())
                        .add(r.access().name()));
        digest.number(s.columns().size());
        s.columns().forEach(c -> {
            digest.add(c.relation()).add(c.name()).add(c.use().name());
            strings(c.classifications());
        });
        digest.number(s.functions().size());
        s.functions()
                .forEach(
                        f -> digest.add(f.schema()).add(f.name()).add(f.known()).add(f.sideEffects()));
        strings(s.settings());
        strings(s.classifications());
    }

    private void strings(List<String> values) {
        digest.number(values.size());
        values.forEach(digest::add);
    }
}
