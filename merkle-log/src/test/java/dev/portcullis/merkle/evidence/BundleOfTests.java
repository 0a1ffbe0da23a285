// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.MerkleTree;
import dev.portcullis.merkle.NodeSource;
import dev.portcullis.merkle.Salt;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.merkle.TreeFrontier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A log with some events in it, and the bundle that cites them.
final class BundleOfTests {

    static final SignerKey KEY = SignerKey.generate("log.example/test");
    static final BundleHeader.Bounds BOUNDS = new BundleHeader.Bounds(100, 400, 1 << 20);
    private static final long DAY = 86_400_000;
    private static final long FROM = 1785628800000L;

    final List<byte[]> log = new ArrayList<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, String> heads = new HashMap<>();

    /// Appends an event of the day with this number, counted from the beginning of the period.
    BundleOfTests event(String chain, int day, String kind, String unmapped, String fields) {
        long seq = numbers.merge(chain, 1L, Long::sum);
        byte[] event = """
                {"class_uid":6003,"time":%d,%s"metadata":{"uid":"e-%d","sequence":%d,"correlation_uid":"%s"},\
                "unmapped":{"portcullis":{"kind":"%s","prev":"%s"%s}}}""".formatted(
                        FROM + day * DAY + log.size(),
                        fields.isEmpty() ? "" : fields + ",",
                        log.size(),
                        seq,
                        chain,
                        kind,
                        heads.getOrDefault(chain, Digest.ZERO.hex()),
                        unmapped.isEmpty() ? "" : "," + unmapped)
                .getBytes(UTF_8);
        heads.put(chain, Digest.sha256(event).hex());
        log.add(event);
        return this;
    }

    static String by(String who) {
        return "\"actor\":{\"user\":{\"uid\":\"" + who + "\"}}";
    }

    /// The bundle over all of it.
    byte[] bundle() throws Exception {
        Citations citations = new Citations();
        for (byte[] event : log) {
            citations.add(CitedEvent.of(0, event, salt(event)).leafHash());
        }
        int size = log.size();
        event(
                "svc-audit",
                40,
                "record.read",
                """
                "evidence":{"id":"b-1","from":"2026-08-02T00:00:00Z","to":"2026-09-02T00:00:00Z","identity":"","connection":"",\
                "events":%d,"citations":"%s","mostEvents":100,"mostDays":400,"mostBytes":1048576}""".formatted(size, citations.digest().hex()),
                by("the-auditor"));
        List<Digest> leaves = new ArrayList<>();
        for (byte[] event : log) {
            leaves.add(CitedEvent.of(0, event, salt(event)).leafHash());
        }
        TreeFrontier edge = new TreeFrontier();
        leaves.forEach(edge::append);
        Checkpoint checkpoint = new Checkpoint("log.example/test", log.size(), edge.root());
        BundleHeader header = BundleHeader.of(CitedEvent.of(size, log.get(size), salt(log.get(size))), checkpoint);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BundleWriter writer =
                BundleWriter.begin(bytes, header, checkpoint.sign(KEY).note(), List.of());
        MerkleTree tree = new MerkleTree(nodes(leaves), log.size());
        for (int i = 0; i < log.size(); i++) {
            writer.add(
                    i,
                    log.get(i),
                    salt(log.get(i)),
                    tree.inclusionProof(i, log.size()).path());
        }
        writer.finish();
        return bytes.toByteArray();
    }

    /// Some have one and some have none, as in a log from before there were salts. The same for the same event.
    private static Salt salt(byte[] event) {
        Digest digest = Digest.sha256(event);
        return digest.bytes()[0] % 2 == 0 ? Salt.NONE : Salt.of(digest.bytes());
    }

    private static NodeSource nodes(List<Digest> leaves) {
        return new NodeSource() {
            @Override
            public Digest node(int level, long index) {
                return level == 0
                        ? leaves.get((int) index)
                        : above(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
            }
        };
    }

    private static Digest above(Digest left, Digest right) {
        return Digest.sha256(new byte[] {1}, left.bytes(), right.bytes());
    }

    /// The files of a zip.
    static Map<String, String> files(byte[] zip) throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), UTF_8));
            }
        }
        return files;
    }

    /// The same zip with one file changed.
    static byte[] with(byte[] zip, String name, UnaryOperator<String> change) throws Exception {
        Map<String, String> files = files(zip);
        files.put(name, change.apply(files.getOrDefault(name, "")));
        return zip(files);
    }

    static byte[] zip(Map<String, String> files) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    static BundleVerifier.Verdict verify(Path folder, byte[] zip) throws Exception {
        Path file = Files.write(folder.resolve("bundle.zip"), zip);
        return new BundleVerifier(KEY.verifier()).verify(file);
    }
}
