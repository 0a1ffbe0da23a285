// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ROLE a PASSWORD 'canary'",
                "create user a with encrypted password 'canary' login",
                "ALTER ROLE a PASSWORD\n\t'canary'",
                "ALTER ROLE a PASSWORD'canary'",
                "ALTER ROLE a PASSWORD /* it's */ -- x'\n 'canary'",
                "ALTER ROLE a PASSWORD 'it''s canary' VALID UNTIL 'infinity'",
                "ALTER ROLE a PASSWORD E'it\\'s canary' LOGIN",
                "ALTER ROLE a PASSWORD E'\\\\' LOGIN /* 'no canar' */",
                "ALTER ROLE a PASSWORD U&'\\0041canary'",
                "ALTER ROLE a PASSWORD $$canary'$$",
                "ALTER ROLE a PASSWORD $x$can$$ary canary$x$",
                "ALTER ROLE a PASSWORD 'canary",
                "ALTER ROLE a PASSWORD $x$canary",
                "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'u', password 'canary')",
                "SELECT dblink('host=h password=canary', 'SELECT 1')",
                "SELECT 'postgresql://u:canary-7@host/db'",
                "CREATE SUBSCRIPTION s CONNECTION 'host=h password=canary' PUBLICATION p",
                "SELECT 'Authorization: Bearer canarycanarycanary0'"
            })
    void leavesCredentialsOut(String text) {
        assertThat(ShownText.of(text)).doesNotContain("canary").contains("[redacted");
    }

    @Test
    void keepsWhatIsBehindAPassword() {
        assertThat(ShownText.of("ALTER ROLE a PASSWORD 'x' VALID UNTIL 'infinity'; SELECT 'b'"))
                .isEqualTo("ALTER ROLE a PASSWORD '[redacted]' VALID UNTIL 'infinity'; SELECT 'b'");
        assertThat(ShownText.of("ALTER ROLE a PASSWORD E'\\\\', b PASSWORD $$y$$ c"))
                .isEqualTo("ALTER ROLE a PASSWORD '[redacted]', b PASSWORD '[redacted]' c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT password FROM users WHERE name = 'x'",
                "CREATE TABLE t (password text DEFAULT 'none')",
                "ALTER ROLE a PASSWORD NULL",
                "SELECT 'mypassword' 'x'",
                "SELECT my_password 'x'",
                ""
            })
    void leavesEverythingElseAsItIs(String text) {
        assertThat(ShownText.of(text)).isEqualTo(text);
    }

    @Test
    void takesAMegabyteOfQuotesInItsStride() {
        String quotes = "PASSWORD '" + "''".repeat(2 << 20);
        assertThat(ShownText.of(quotes)).isEqualTo("PASSWORD '[redacted]'");
        String starts = "PASSWORD ".repeat(1 << 17);
        assertThat(ShownText.of(starts)).isEqualTo(starts.substring(0, Math.min(starts.length(), 1 << 20)));
    }
}
