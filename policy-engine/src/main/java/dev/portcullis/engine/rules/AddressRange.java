// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/// A range of addresses in CIDR notation. Nothing is ever looked up: names are not addresses.
final class AddressRange {

    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    private final byte[] network;
    private final int bits;

    private AddressRange(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /// The range a text such as `10.0.0.0/8` or `2001:db8::/32` describes.
    ///
    /// @throws IllegalArgumentException when it describes none
    static AddressRange of(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || !PREFIX.matcher(parts[1]).matches()) {
            throw new IllegalArgumentException("a range of addresses is written 10.0.0.0/8, not '" + text + "'");
        }
        byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
        int bits = Integer.parseInt(parts[1]);
        byte[] network = masked(address, Math.min(bits, address.length * Byte.SIZE));
        if (bits > address.length * Byte.SIZE) {
            throw new IllegalArgumentException("an address has no " + bits + " bits");
        }
        if (!Arrays.equals(network, address)) {
            throw new IllegalArgumentException("'" + text + "' has bits set that the prefix leaves out");
        }
        return new AddressRange(network, bits);
    }

    /// Whether an address lies in the range; one of the other family never does.
    ///
    /// @throws IllegalArgumentException when the text is no address
    boolean contains(String address) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        return bytes.length == network.length && Arrays.equals(masked(bytes, bits), network);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
            masked[i] = (byte) (masked[i] & (0xff << (Byte.SIZE - kept)));
        }
        return masked;
    }
}
