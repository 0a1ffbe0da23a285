// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The catalogue of one database at one moment, as a session with a given search path sees it. Immutable.
public final class CatalogSnapshot implements Catalog {

    /// A schema-qualified name.
    private record Name(String schema, String name) {}

    /// A function's arity and volatility. `most` is -1 when there is no bound.
    private record Overload(int fewest, int most, char volatility) {
        boolean takes(int arguments) {
            return arguments >= fewest && (most < 0 || arguments <= most);
        }
    }

    private final List<String> searchPath;
    private final Map<Name, CatalogRelation> relations;
    private final Map<Name, List<Overload>> functions;
    private final Set<String> classifications;

    private CatalogSnapshot(
            List<String> searchPath,
            Map<Name, CatalogRelation> relations,
            Map<Name, List<Overload>> functions,
            Set<String> classifications) {
        this.searchPath = searchPath;
        this.relations = relations;
        this.functions = functions;
        this.classifications = classifications;
    }

    /// A builder for sessions whose `search_path` holds exactly these schemas, in this order. As in PostgreSQL,
    /// `pg_catalog` comes first unless it is named.
    public static Builder builder(List<String> searchPath) {
        return new Builder(searchPath);
    }

    @Override
    public Optional<CatalogRelation> relation(@Nullable String schema, String name) {
        if (schema != null) {
            return Optional.ofNullable(relations.get(new Name(schema, name)));
        }
        for (String candidate : searchPath) {
            CatalogRelation found = relations.get(new Name(candidate, name));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<CatalogFunction> function(@Nullable String schema, String name, int arguments) {
        // PostgreSQL picks by types, over all schemas of the path. Types are not known here: the worst one counts.
        CatalogFunction worst = null;
        for (String candidate : schema == null ? searchPath : List.of(schema)) {
            boolean system = candidate.equals("pg_catalog");
            if (system && HarmlessFunctions.contains(name)) {
                worst = worse(worst, new CatalogFunction(candidate, name, false, true, true));
                continue;
            }
            for (Overload overload : functions.getOrDefault(new Name(candidate, name), List.of())) {
                if (overload.takes(arguments)) {
                    char volatility = overload.volatility();
                    boolean changesNothing = !system && (volatility == 'i' || volatility == 's');
                    worst = worse(
                            worst,
                            new CatalogFunction(
                                    candidate,
                                    name,
                                    !changesNothing,
                                    !system && volatility == 'i',
                                    SystemCatalog.isSystem(candidate)));
                }
            }
        }
        return Optional.ofNullable(worst);
    }

    private static CatalogFunction worse(@Nullable CatalogFunction one, CatalogFunction other) {
        if (one == null) {
            return other;
        }
        return new CatalogFunction(
                other.pure() ? one.schema() : other.schema(),
                one.name(),
                one.sideEffects() || other.sideEffects(),
                one.pure() && other.pure(),
                one.system() && other.system());
    }

    @Override
    public boolean anyClassified() {
        return classifications.size() > 1;
    }

    @Override
    public Set<String> allClassifications() {
        return classifications;
    }

    /// Takes the rows of [CatalogQueries] and the classifications, in any order.
    public static final class Builder {

        private record Relation(
                long oid,
                String schema,
                String name,
                CatalogRelation.Kind kind,
                @Nullable String definition) {}

        private record Column(long relation, String name, int attnum, long type, boolean generated) {}

        private record Tag(String schema, String relation, String column, String tag) {}

        private record Link(long child, long parent) {}

        private final List<String> searchPath = new ArrayList<>();
        private final Map<Long, Relation> relations = new LinkedHashMap<>();
        private final Map<Long, List<Column>> columns = new HashMap<>();
        private final Map<Name, List<Overload>> functions = new HashMap<>();
        private final List<Link> inheritance = new ArrayList<>();
        private final List<Tag> tags = new ArrayList<>();

        private Builder(List<String> searchPath) {
            if (!searchPath.contains("pg_catalog")) {
                this.searchPath.add("pg_catalog");
            }
            this.searchPath.addAll(searchPath);
        }

        /// One row of [CatalogQueries#RELATIONS].
        public Builder relation(long oid, String schema, String name, char relkind, @Nullable String definition) {
            relations.put(oid, new Relation(oid, schema, name, CatalogRelation.Kind.of(relkind), definition));
            return this;
        }

        /// One row of [CatalogQueries#COLUMNS]; the columns of one relation in their order.
        public Builder column(long relation, String name, int attnum, long type, boolean generated) {
            columns.computeIfAbsent(relation, _ -> new ArrayList<>())
                    .add(new Column(relation, name, attnum, type, generated));
            return this;
        }

        /// One row of [CatalogQueries#INHERITANCE].
        public Builder inherits(long child, long parent) {
            inheritance.add(new Link(child, parent));
            return this;
        }

        /// One row of [CatalogQueries#FUNCTIONS].
        public Builder function(String schema, String name, int fewest, int most, char volatility) {
            functions
                    .computeIfAbsent(new Name(schema, name), _ -> new ArrayList<>())
                    .add(new Overload(fewest, most, volatility));
            return this;
        }

        /// Says what a column holds.
        public Builder classify(String schema, String relation, String column, String tag) {
            tags.add(new Tag(schema, relation, column, tag));
            return this;
        }

        /// The snapshot.
        public CatalogSnapshot build() {
            Map<Long, Map<String, Set<String>>> classified = classified();
            Map<Name, CatalogRelation> built = new HashMap<>();
            Set<String> all = new HashSet<>(Set.of(SystemCatalog.SENSITIVE));
            for (Relation r : relations.values()) {
                Map<String, Set<String>> ofRelation = classified.getOrDefault(r.oid(), Map.of());
                ofRelation.values().forEach(all::addAll);
                List<CatalogColumn> list = columns.getOrDefault(r.oid(), List.of()).stream()
                        .map(c -> new CatalogColumn(
                                c.name(),
                                c.attnum(),
                                c.type(),
                                c.generated(),
                                ofRelation.getOrDefault(c.name(), Set.of())))
                        .toList();
                built.put(
                        new Name(r.schema(), r.name()),
                        new CatalogRelation(r.oid(), r.schema(), r.name(), r.kind(), list, r.definition()));
            }
            // A tag for something the catalogue does not know still counts: it may be what an unknown name means.
            tags.forEach(t -> all.add(t.tag()));
            return new CatalogSnapshot(List.copyOf(searchPath), built, Map.copyOf(functions), Set.copyOf(all));
        }

        private Map<Long, Map<String, Set<String>>> classified() {
            Map<Name, Long> oids = new HashMap<>();
            relations.values().forEach(r -> oids.put(new Name(r.schema(), r.name()), r.oid()));
            Map<Long, Map<String, Set<String>>> classified = new HashMap<>();
            for (Tag tag : tags) {
                Long oid = oids.get(new Name(tag.schema(), tag.relation()));
                if (oid != null) {
                    add(classified, oid, tag.column(), Set.of(tag.tag()));
                }
            }
            for (Relation r : relations.values()) {
                if (SystemCatalog.isSensitive(r.schema(), r.name())) {
                    columns.getOrDefault(r.oid(), List.of())
                            .forEach(c -> add(classified, r.oid(), c.name(), Set.of(SystemCatalog.SENSITIVE)));
                }
            }
            // A parent shows its children's rows and a child holds its parent's: both carry the tags of both.
            boolean changed = true;
            while (changed) {
                changed = false;
                for (Link link : inheritance) {
                    changed |= share(classified, link.child(), link.parent());
                    changed |= share(classified, link.parent(), link.child());
                }
            }
            return classified;
        }

        private boolean share(Map<Long, Map<String, Set<String>>> classified, long from, long to) {
            boolean changed = false;
            for (var entry : Map.copyOf(classified.getOrDefault(from, Map.of())).entrySet()) {
                boolean has = columns.getOrDefault(to, List.of()).stream()
                        .anyMatch(c -> c.name().equals(entry.getKey()));
                changed |= has && add(classified, to, entry.getKey(), entry.getValue());
            }
            return changed;
        }

        private static boolean add(
                Map<Long, Map<String, Set<String>>> classified, long oid, String column, Collection<String> tags) {
            return classified
                    .computeIfAbsent(oid, _ -> new HashMap<>())
                    .computeIfAbsent(column, _ -> new HashSet<>())
                    .addAll(tags);
        }
    }
}
