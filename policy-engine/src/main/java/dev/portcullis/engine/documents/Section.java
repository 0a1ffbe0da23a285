// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// One mapping of a document. Reading a key makes it known; [#finish] reports the keys nobody knows. A missing or
/// misshapen value is reported as a fault and reading goes on, so that one pass finds all faults.
public final class Section {

    private final MappingNode node;
    private final String path;
    private final Findings findings;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    Section(MappingNode node, String path, Findings findings) {
        this.node = node;
        this.path = path;
        this.findings = findings;
        for (NodeTuple entry : node.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                findings.add(entry.getKeyNode().getStartMark(), path, "a key must be plain text");
            } else if (entries.putIfAbsent(key.getValue(), entry) != null) {
                findings.add(key.getStartMark(), child(key.getValue()), "this key is here twice");
            }
        }
    }

    /// Reports a fault of the section as a whole.
    public void refuse(String message) {
        findings.add(node.getStartMark(), path, message);
    }

    /// The line in the document where the section begins, from 1.
    public int line() {
        return node.getStartMark().getLine() + 1;
    }

    /// Whether a key is present; this does not make it known.
    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /// All keys, in the order of the document.
    public Set<String> keys() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /// An optional plain value.
    public Optional<Scalar> scalar(String key) {
        return value(key).flatMap(value -> asScalar(value, child(key)));
    }

    /// A plain value that must be there and not be blank.
    public Optional<Scalar> requiredScalar(String key) {
        require(key);
        Optional<Scalar> scalar = scalar(key);
        if (scalar.isPresent() && scalar.get().text().isBlank()) {
            scalar.get().refuse("must not be empty");
            return Optional.empty();
        }
        return scalar;
    }

    /// The text of an optional plain value.
    public String text(String key, String whenMissing) {
        return scalar(key).map(Scalar::text).orElse(whenMissing);
    }

    /// An optional mapping.
    public Optional<Section> section(String key) {
        return value(key).flatMap(value -> asSection(value, child(key)));
    }

    /// A mapping that must be there.
    public Optional<Section> requiredSection(String key) {
        require(key);
        return section(key);
    }

    /// An optional list of mappings; empty when it is missing.
    public List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        eachItem(key, item -> asSection(item.node(), item.path()).ifPresent(sections::add));
        return sections;
    }

    /// An optional list of plain values; empty when it is missing. A single value counts as a list of one.
    public List<Scalar> scalars(String key) {
        if (entries.containsKey(key) && entries.get(key).getValueNode() instanceof ScalarNode) {
            return scalar(key).stream().toList();
        }
        List<Scalar> scalars = new ArrayList<>();
        eachItem(key, item -> asScalar(item.node(), item.path()).ifPresent(scalars::add));
        return scalars;
    }

    /// An optional mapping of plain values; empty when it is missing.
    public Map<String, String> textByKey(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        section(key).ifPresent(section -> {
            for (String name : section.entries.keySet()) {
                section.scalar(name).ifPresent(value -> texts.put(name, value.text()));
            }
        });
        return texts;
    }

    /// Reports a required key that is missing.
    public void require(String key) {
        if (!entries.containsKey(key)) {
            findings.add(node.getStartMark(), child(key), "is missing");
        }
    }

    /// Reports every key that was never asked for.
    public void finish() {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                String message = "is not known here; known are " + String.join(", ", known);
                findings.add(entry.getKeyNode().getStartMark(), child(key), message);
            }
        });
    }

    private Optional<Node> value(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key)).map(NodeTuple::getValueNode);
    }

    private void eachItem(String key, Consumer<Item> action) {
        Node list = value(key).orElse(null);
        if (list instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                action.accept(new Item(sequence.getValue().get(i), child(key) + "[" + i + "]"));
            }
        } else if (list != null) {
            findings.add(list.getStartMark(), child(key), "must be a list");
        }
    }

    private Optional<Scalar> asScalar(Node value, String at) {
        if (value instanceof ScalarNode scalar) {
            return Optional.of(new Scalar(scalar, at, findings));
        }
        findings.add(value.getStartMark(), at, "must be a plain value");
        return Optional.empty();
    }

    private Optional<Section> asSection(Node value, String at) {
        if (value instanceof MappingNode mapping) {
            return Optional.of(new Section(mapping, at, findings));
        }
        findings.add(value.getStartMark(), at, "must be a mapping of keys to values");
        return Optional.empty();
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private record Item(Node node, String path) {}
}
