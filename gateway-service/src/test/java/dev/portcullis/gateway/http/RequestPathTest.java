// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/models, /v1/models",
        "/v1/models/, /v1/models/",
        "/a%41%7e%2D, /aA~-",
        "/caf%c3%a9, /caf%C3%A9",
        "/a%20b, /a%20b",
        "/a:b@c+d=e, /a:b@c+d=e",
        "/v1.2/x.json, /v1.2/x.json",
        "'', ''"
    })
    void hasOneForm(String raw, String normal) {
        assertThat(RequestPath.normalised(raw)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a//b",
                "//a",
                "/a/../b",
                "/a/./b",
                "/..",
                "/a/..",
                "/%2e%2e/b",
                "/a/%2E/b",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a;v=1/b",
                "/a%3bv=1",
                "/a%252fb",
                "/a%00b",
                "/a%0d%0aX:1",
                "/a%7f",
                "/a%",
                "/a%2",
                "/a%zz",
                "/a%c0%af",
                "/a%ff",
                "/a%c3",
                "/%c3a%a9",
                "/%c3%41%a9",
                "/%e0%80%af",
                "/a%3fb",
                "/a%23b",
                "/a b",
                "/a\"b",
                "/a<b>",
                "/é"
            })
    void isRefusedWhereTwoServersMayDiffer(String raw) {
        assertThatThrownBy(() -> RequestPath.normalised(raw)).isInstanceOf(Refused.class);
    }

    @Test
    void isBounded() {
        assertThatThrownBy(() -> RequestPath.normalised("/" + "a".repeat(9_000)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void beginsWithTheConnection() {
        assertThat(RequestTarget.of(URI.create("http://h/c/llm/v1/models?x=%41")))
                .isEqualTo(new RequestTarget("llm", "/v1/models", "x=%41"));
        assertThat(RequestTarget.of(URI.create("http://h/c/llm"))).isEqualTo(new RequestTarget("llm", "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%zz", "a=%ff", "a=%00", "a=%0d%0a", "%0a=1"})
    void aQueryThatCannotBeReadIsRefused(String raw) {
        assertThatThrownBy(() -> RequestQuery.read(raw)).isInstanceOf(Refused.class);
    }

    @Test
    void aQueryIsReadAsRulesSeeIt() {
        assertThat(RequestQuery.read("a=1&b=x+y&a=%C3%A9&c"))
                .containsEntry("a", List.of("1", "é"))
                .containsEntry("b", List.of("x y"))
                .containsEntry("c", List.of(""));
    }
}
