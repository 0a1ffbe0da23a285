// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.cel.bundle.CelBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// What conditions can call besides CEL's own functions. All of them are pure: equal arguments, equal answer.
final class Functions {

    static final String IN_CIDR = "inCidr";
    static final String WITHIN = "within";

    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType TEXTS = ListType.create(TEXT);

    private Functions() {}

    /// Adds the functions on texts, lists and times.
    static void add(CelBuilder builder) {
        member(builder, "glob", TEXT, String.class, TEXT, String.class, (text, glob) -> Glob.matches(glob, text));
        member(
                builder,
                IN_CIDR,
                TEXT,
                String.class,
                TEXT,
                String.class,
                (address, range) -> AddressRange.of(range).contains(address));
        member(builder, "hasAny", TEXTS, List.class, TEXTS, List.class, (all, wanted) -> hasAny(all, wanted));
        member(builder, "hasAll", TEXTS, List.class, TEXTS, List.class, (all, wanted) -> hasAll(all, wanted));
        within(builder);
    }

    /// Adds the functions on the facts of SQL.
    static void addSql(CelBuilder builder) {
        sql(builder, "touches", Facts.class, SqlHelpers::touches);
        sql(builder, "returns", Facts.class, SqlHelpers::returns);
        sql(builder, "filtersBy", Facts.class, SqlHelpers::filtersBy);
        sql(builder, "uses", Facts.class, SqlHelpers::uses);
        sql(builder, "changes", Facts.class, SqlHelpers::changes);
        sql(builder, "calls", Facts.class, SqlHelpers::calls);
        member(builder, "usesOnly", AttributeTypes.SQL, Facts.class, TEXTS, List.class, SqlHelpers::usesOnly);
        member(builder, "changesOnly", AttributeTypes.SQL, Facts.class, TEXTS, List.class, SqlHelpers::changesOnly);
    }

    private static boolean hasAny(List<?> all, List<?> wanted) {
        return wanted.stream().anyMatch(all::contains);
    }

    private static boolean hasAll(List<?> all, List<?> wanted) {
        return wanted.stream().allMatch(all::contains);
    }

    private static void within(CelBuilder builder) {
        builder.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                WITHIN,
                CelOverloadDecl.newMemberOverload("time_within", SimpleType.BOOL, SimpleType.TIMESTAMP, TEXT, TEXT)));
        builder.addFunctionBindings(CelFunctionBinding.fromOverloads(
                WITHIN,
                CelFunctionBinding.from(
                        "time_within",
                        List.of(Instant.class, String.class, String.class),
                        arguments -> WeeklyHours.of((String) arguments[1])
                                .include((Instant) arguments[0], WeeklyHours.zone((String) arguments[2])))));
    }

    private static <A> void sql(
            CelBuilder builder, String name, Class<A> facts, CelFunctionOverload.Binary<A, String> test) {
        member(builder, name, AttributeTypes.SQL, facts, TEXT, String.class, test);
    }

    private static <A, B> void member(
            CelBuilder builder,
            String name,
            CelType receiver,
            Class<A> receives,
            CelType argument,
            Class<B> takes,
            CelFunctionOverload.Binary<A, B> test) {
        String overload = receiver.kind().name().toLowerCase(Locale.ROOT) + "_" + name;
        builder.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newMemberOverload(overload, SimpleType.BOOL, receiver, argument)));
        builder.addFunctionBindings(
                CelFunctionBinding.fromOverloads(name, CelFunctionBinding.from(overload, receives, takes, test)));
    }
}
