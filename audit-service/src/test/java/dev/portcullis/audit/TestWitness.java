// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;

/// A witness as C2SP tlog-witness describes it, for one log, written from that text with the JDK alone: nothing of
/// it is shared with the code under test. Can also misbehave.
final class TestWitness implements AutoCloseable {

    /// How it behaves.
    enum Mode {
        HONEST,
        DOWN,
        LYING,
        REDIRECTING,
        TALKATIVE,
        STALLING
    }

    final String name;
    final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private final KeyPair keys;
    private volatile String origin = "";
    private volatile PublicKey logKey;
    private volatile String elsewhere = "";
    volatile Mode mode = Mode.HONEST;
    private long size;
    private byte[] root = sha(new byte[0]);

    TestWitness(String name) {
        try {
            this.name = name;
            this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            this.logKey = keys.getPublic();
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/w/add-checkpoint", this::answer);
        server.start();
    }

    /// Makes it watch the log of this key.
    void watch(String vkey) {
        String[] parts = vkey.strip().split("\\+", 3);
        byte[] typed = Base64.getDecoder().decode(parts[2]);
        byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] spki = ByteBuffer.allocate(prefix.length + 32)
                .put(prefix)
                .put(typed, 1, 32)
                .array();
        try {
            logKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        origin = parts[0];
    }

    void redirectTo(TestWitness other) {
        elsewhere = other.url() + "/add-checkpoint";
    }

    synchronized void remember(long otherSize, byte[] otherRoot) {
        size = otherSize;
        root = otherRoot.clone();
    }

    synchronized long size() {
        return size;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/w";
    }

    String vkey() {
        byte[] typed = ByteBuffer.allocate(33).put((byte) 4).put(raw()).array();
        return name + "+" + HexFormat.of().formatHex(keyId()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    private byte[] raw() {
        byte[] encoded = keys.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    private byte[] keyId() {
        return Arrays.copyOf(sha((name + "\n").getBytes(UTF_8), new byte[] {4}, raw()), 4);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            switch (mode) {
                case DOWN -> send(exchange, 503, "text/plain", "");
                case REDIRECTING -> {
                    exchange.getResponseHeaders().add("Location", elsewhere);
                    send(exchange, 307, "text/plain", "");
                }
                case STALLING -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                    awaitAnotherMode();
                }
                case TALKATIVE -> send(exchange, 200, "text/plain", "x".repeat(100_000));
                case HONEST, LYING -> judge(exchange, body);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    // The rest of the answer never comes.
    private void awaitAnotherMode() {
        try {
            while (mode == Mode.STALLING) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void judge(HttpExchange exchange, String body) throws IOException, GeneralSecurityException {
        int empty = body.indexOf("\n\n");
        String[] head = body.substring(0, empty).split("\n", -1);
        String note = body.substring(empty + 2);
        String text = note.substring(0, note.lastIndexOf("\n\n") + 1);
        String[] lines = text.split("\n", -1);
        long old = Long.parseLong(head[0].substring("old ".length()));
        long newSize = Long.parseLong(lines[1]);
        byte[] newRoot = Base64.getDecoder().decode(lines[2]);
        Deque<byte[]> proof = new ArrayDeque<>();
        for (int i = 1; i < head.length; i++) {
            proof.add(Base64.getDecoder().decode(head[i]));
        }
        if (!lines[0].equals(origin)) {
            send(exchange, 404, "text/plain", "");
        } else if (!isSigned(note, text)) {
            send(exchange, 403, "text/plain", "");
        } else if (old > newSize) {
            send(exchange, 400, "text/plain", "");
        } else if (old != size) {
            send(exchange, 409, "text/x.tlog.size", size + "\n");
        } else if (!goesOn(newSize, newRoot, proof)) {
            send(exchange, 422, "text/plain", "");
        } else {
            size = newSize;
            root = newRoot;
            send(exchange, 200, "text/plain", cosignature(mode == Mode.LYING ? "another text\n" : text));
        }
    }

    private boolean isSigned(String note, String text) throws GeneralSecurityException {
        String line = note.substring(note.lastIndexOf("\n\n") + 2).split("\n", -1)[0];
        byte[] blob = Base64.getDecoder().decode(line.split(" ", -1)[2]);
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(logKey);
        ed25519.update(text.getBytes(UTF_8));
        return ed25519.verify(Arrays.copyOfRange(blob, 4, blob.length));
    }

    private boolean goesOn(long newSize, byte[] newRoot, Deque<byte[]> proof) {
        if (size == 0) {
            return proof.isEmpty();
        }
        if (size == newSize) {
            return proof.isEmpty() && Arrays.equals(root, newRoot);
        }
        try {
            byte[][] roots = subproof(size, newSize, true, proof);
            return proof.isEmpty() && Arrays.equals(roots[0], root) && Arrays.equals(roots[1], newRoot);
        } catch (NoSuchElementException e) {
            return false;
        }
    }

    // SUBPROOF of RFC 6962 §2.1.2 read backwards: the old and the new root of the subtree.
    private byte[][] subproof(long m, long n, boolean whole, Deque<byte[]> proof) {
        if (m == n) {
            byte[] hash = whole ? root : proof.removeFirst();
            return new byte[][] {hash, hash};
        }
        long k = Long.highestOneBit(n - 1);
        if (m <= k) {
            byte[][] left = subproof(m, k, whole, proof);
            return new byte[][] {left[0], node(left[1], proof.removeFirst())};
        }
        byte[][] right = subproof(m - k, n - k, false, proof);
        byte[] left = proof.removeFirst();
        return new byte[][] {node(left, right[0]), node(left, right[1])};
    }

    private String cosignature(String text) throws GeneralSecurityException {
        long time = 1_795_000_000L;
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(keys.getPrivate());
        ed25519.update(("cosignature/v1\ntime " + time + "\n" + text).getBytes(UTF_8));
        byte[] blob = ByteBuffer.allocate(76)
                .put(keyId())
                .putLong(time)
                .put(ed25519.sign())
                .array();
        return "— " + name + " " + Base64.getEncoder().encodeToString(blob) + "\n";
    }

    private static byte[] node(byte[] left, byte[] right) {
        return sha(new byte[] {1}, left, right);
    }

    private static byte[] sha(byte[]... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha.update(part);
            }
            return sha.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
