// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.Detectors;
import dev.portcullis.masking.MaskKey;
import dev.portcullis.masking.MaskMethod;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.sql.AnalyzedStatement;
import dev.portcullis.sql.Lineage;
import dev.portcullis.sql.OutputColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides, once per result, which columns are masked and how: obligations × lineage × what the target says it
/// returns.
final class Masking {
    private static final MaskMethod REDACT = new MaskMethod.Redact();

    private final MaskKey key;
    private final Map<Set<String>, DetectorSet> detectors = new ConcurrentHashMap<>();
    /// What was prepared, for as long as the decision is remembered that it was prepared for.
    private final Cache<Obligations, Prepared> prepared =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

    Masking(MaskKey key) {
        this.key = key;
    }

    /// Makes what these obligations need. Takes up to a second the first time: not for event loops.
    ///
    /// @throws IllegalArgumentException they name a method or detector that there is not
    void prepare(Obligations obligations) {
        if (obligations.masks().isEmpty() || prepared.getIfPresent(obligations) != null) {
            return;
        }
        obligations.masks().forEach(Masking::method);
        Set<String> names = detectorNames(obligations);
        DetectorSet content = names.isEmpty() ? null : detectors.computeIfAbsent(names, Detectors::named);
        prepared.put(obligations, new Prepared(content));
    }

    /// Whether these obligations can be kept without making anything first.
    boolean isPrepared(Obligations obligations) {
        if (obligations.masks().isEmpty() || prepared.getIfPresent(obligations) != null) {
            return true;
        }
        Set<String> names = detectorNames(obligations);
        return names.isEmpty() || detectors.containsKey(names);
    }

    /// Whether anything of the statement's output would have to be masked, judged before the target is asked.
    boolean applies(Obligations obligations, AnalyzedStatement statement) {
        return !detectorNames(obligations).isEmpty()
                || statement.output().stream().anyMatch(column -> find(obligations, column) != null);
    }

    /// The plan for a result.
    ///
    /// @param meaning what the rows come from; null if that is not known, and then every column may hold
    ///     anything
    /// @param fields what the target says it returns, with the formats it will really use
    RowPlan plan(
            Obligations obligations,
            @Nullable AnalyzedStatement meaning,
            List<BackendMessage.Field> fields,
            String subject) {
        if (obligations.masks().isEmpty()) {
            return RowPlan.PASS;
        }
        List<OutputColumn> output =
                meaning == null ? null : meaning.outputOf(fields.size()).orElse(null);
        DetectorSet content = content(obligations);
        List<@Nullable ColumnMask> masks = new ArrayList<>();
        List<String> masked = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            BackendMessage.Field field = fields.get(i);
            Obligations.Mask found = output == null ? anyClassification(obligations) : find(obligations, output.get(i));
            if (found != null) {
                boolean identity = output != null && output.get(i).lineage() instanceof Lineage.Identity;
                masks.add(byClassification(found, identity, field, subject));
                masked.add(field.name() + " " + (identity ? found.method() : "redact"));
            } else if (content != null) {
                masks.add(new ColumnMask.Content(content, field.typeOid(), field.binary()));
            } else {
                masks.add(null);
            }
        }
        return new RowPlan(masks, masked);
    }

    private @Nullable DetectorSet content(Obligations obligations) {
        Prepared known = prepared.getIfPresent(obligations);
        if (known != null) {
            return known.content();
        }
        Set<String> names = detectorNames(obligations);
        DetectorSet content = detectors.get(names);
        if (content == null && !names.isEmpty()) {
            throw new IllegalStateException("masks were not prepared");
        }
        return content;
    }

    /// A column whose origin the target names, but the statement's reading does not: one of the two is wrong.
    static boolean contradicts(@Nullable AnalyzedStatement meaning, List<BackendMessage.Field> fields) {
        List<OutputColumn> output =
                meaning == null ? null : meaning.outputOf(fields.size()).orElse(null);
        if (output == null) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            OutputColumn column = output.get(i);
            BackendMessage.Field field = fields.get(i);
            boolean traced = !(column.lineage() instanceof Lineage.Untraceable);
            // Attribute 0 is the whole row, which is the very value of none of its columns.
            boolean wholeRow = field.attributeNumber() == 0 && !(column.lineage() instanceof Lineage.Identity);
            if (traced
                    && !wholeRow
                    && !column.mayComeFrom(Integer.toUnsignedLong(field.tableOid()), field.attributeNumber())) {
                return true;
            }
        }
        return false;
    }

    private ColumnMask byClassification(
            Obligations.Mask mask, boolean identity, BackendMessage.Field field, String subject) {
        // What was computed from a classified value is not of its shape, and half of it may be all of it.
        MaskMethod method = identity || mask.method().equals("null") ? method(mask) : REDACT;
        return new ColumnMask.Whole(method, key.forIdentity(subject), field.typeOid(), field.binary());
    }

    private static Obligations.@Nullable Mask find(Obligations obligations, OutputColumn column) {
        Set<String> classifications = column.lineage().classifications();
        for (Obligations.Mask mask : obligations.masks()) {
            String pattern = mask.classification();
            if (pattern != null && classifications.stream().anyMatch(tag -> matches(pattern, tag))) {
                return mask;
            }
        }
        return null;
    }

    private static Obligations.@Nullable Mask anyClassification(Obligations obligations) {
        return obligations.masks().stream()
                .filter(mask -> mask.classification() != null)
                .findFirst()
                .orElse(null);
    }

    /// `pii.*` matches `pii.email` and `pii`, as `*` matches everything.
    private static boolean matches(String pattern, String tag) {
        if (pattern.equals("*")) {
            return true;
        }
        if (pattern.endsWith(".*")) {
            String family = pattern.substring(0, pattern.length() - 2);
            return tag.equals(family) || tag.startsWith(family + ".");
        }
        return tag.equals(pattern);
    }

    private static MaskMethod method(Obligations.Mask mask) {
        Map<String, Object> parameters = new HashMap<>();
        putIfSaid(parameters, "keep", mask.keep());
        putIfSaid(parameters, "unit", mask.unit());
        putIfSaid(parameters, "width", mask.width());
        return MaskMethod.parse(mask.method(), parameters);
    }

    private static void putIfSaid(Map<String, Object> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    private static Set<String> detectorNames(Obligations obligations) {
        return obligations.masks().stream()
                .map(Obligations.Mask::detector)
                .filter(name -> name != null)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What some obligations need.
    ///
    /// @param content searches every value; null if nothing is searched for
    private record Prepared(@Nullable DetectorSet content) {}
}
