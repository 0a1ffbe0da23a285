// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses a target may have. Public ones; loopback and private ones where a connection says so; link-local,
/// multicast and reserved ones, and those under which clouds hand out credentials, never.
final class AddressRules {
    private static final List<Range> NEVER = Stream.of(
                    "0.0.0.0/8",
                    "169.254.0.0/16",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    // Azure's and Alibaba's metadata, outside of the link-local range.
                    "168.63.129.16/32",
                    "100.100.100.200/32",
                    "::/128",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8",
                    "2001:db8::/32",
                    "fd00:ec2::23/128",
                    "fd00:ec2::254/128",
                    "fd20:ce::254/128",
                    "fd00:c1::a9fe:a9fe/128",
                    "fd00:42::42/128",
                    // What carries an IPv4 address within: nobody who means well writes it.
                    "::/96",
                    "::ffff:0:0/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "2001::/32",
                    "2002::/16")
            .map(Range::of)
            .toList();
    private static final List<Range> PRIVATE = Stream.of(
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "::1/128",
                    "fc00::/7")
            .map(Range::of)
            .toList();

    private AddressRules() {}

    static boolean mayBeReached(InetAddress address, boolean privateAllowed) {
        if (!(address instanceof Inet4Address) && !(address instanceof Inet6Address)) {
            return false;
        }
        byte[] bytes = address.getAddress();
        if (PRIVATE.stream().anyMatch(range -> range.holds(bytes))) {
            return privateAllowed && NEVER.stream().filter(Range::isSingle).noneMatch(range -> range.holds(bytes));
        }
        return NEVER.stream().noneMatch(range -> range.holds(bytes));
    }

    private record Range(List<Byte> network, int bits) {
        static Range of(String text) {
            int slash = text.indexOf('/');
            byte[] network = parsed(text.substring(0, slash));
            return new Range(boxed(network), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean isSingle() {
            return bits == network.size() * 8;
        }

        boolean holds(byte[] address) {
            if (address.length != network.size()) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
                if (((address[bit / 8] ^ network.get(bit / 8)) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }

        private static byte[] parsed(String literal) {
            if (literal.equals("::ffff:0:0")) {
                // Java reads this one as IPv4.
                byte[] mapped = new byte[16];
                mapped[10] = -1;
                mapped[11] = -1;
                return mapped;
            }
            try {
                return InetAddress.ofLiteral(literal).getAddress();
            } catch (IllegalArgumentException e) {
                throw new AssertionError(literal, e);
            }
        }

        private static List<Byte> boxed(byte[] bytes) {
            Byte[] boxed = new Byte[bytes.length];
            Arrays.setAll(boxed, i -> bytes[i]);
            return List.of(boxed);
        }
    }
}
