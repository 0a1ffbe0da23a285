// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.testing.FakeClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    private final FakeClock clock = FakeClock.create();

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "140.82.121.6", "2606:4700::1111", "2a00:1450:4001::200e"})
    void publicAddressesMayBeReached(String address) throws Exception {
        assertThat(mayBeReached(address, false)).isTrue();
        assertThat(mayBeReached(address, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.1",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "::1",
                "fc00::1",
                "fd12:3456::1"
            })
    void privateOnesOnlyWhereTheConnectionSaysSo(String address) throws Exception {
        assertThat(mayBeReached(address, false)).isFalse();
        assertThat(mayBeReached(address, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "fd00:ec2::254",
                "168.63.129.16",
                "100.100.100.200",
                "0.0.0.0",
                "255.255.255.255",
                "224.0.0.1",
                "240.0.0.1",
                "::",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "::7f00:1",
                "2001:db8::1",
                "192.0.2.1"
            })
    void someNever(String address) throws Exception {
        assertThat(mayBeReached(address, false)).isFalse();
        assertThat(mayBeReached(address, true)).isFalse();
    }

    @Test
    void oneBadAddressOfANameIsEnough() {
        Addresses addresses = addresses(List.of("1.1.1.1", "10.0.0.1"));

        assertThatThrownBy(() -> addresses.of("rebound.example", "rebound.example", 443, false))
                .isInstanceOf(DependencyUnavailable.class);
    }

    @Test
    void whatWasCheckedIsWhatIsConnectedTo() throws Exception {
        Addresses addresses = addresses(List.of("1.1.1.1"), List.of("127.0.0.1"));

        CheckedAddress checked = addresses.of("rebound.example", "rebound.example", 443, false);

        assertThat(checked.socketAddress().getAddress().getHostAddress()).isEqualTo("1.1.1.1");
        assertThat(checked.socketAddress().getHostString()).isEqualTo("rebound.example");
        assertThat(addresses.of("rebound.example", "rebound.example", 443, false))
                .isSameAs(checked);
        clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(() -> addresses.of("rebound.example", "rebound.example", 443, false))
                .isInstanceOf(DependencyUnavailable.class);
    }

    @Test
    void aNameThatNobodyKnowsLeadsNowhere() {
        Addresses addresses = new Addresses(
                host -> {
                    throw new UnknownHostException(host);
                },
                clock,
                Duration.ofSeconds(30));

        assertThatThrownBy(() -> addresses.of("x.example", "x.example", 443, true))
                .isInstanceOf(DependencyUnavailable.class);
    }

    @SafeVarargs
    private Addresses addresses(List<String>... answers) {
        Deque<List<String>> left = new ArrayDeque<>();
        for (List<String> answer : answers) {
            left.add(answer);
        }
        return new Addresses(
                _ -> {
                    List<String> answer = left.removeFirst();
                    InetAddress[] found = new InetAddress[answer.size()];
                    for (int i = 0; i < found.length; i++) {
                        found[i] = InetAddress.getByName(answer.get(i));
                    }
                    return found;
                },
                clock,
                Duration.ofSeconds(30));
    }

    private static boolean mayBeReached(String address, boolean privateAllowed) throws UnknownHostException {
        return AddressRules.mayBeReached(InetAddress.getByName(address), privateAllowed);
    }
}
