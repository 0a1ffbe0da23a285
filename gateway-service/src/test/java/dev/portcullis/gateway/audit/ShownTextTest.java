// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
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
                "CREATE USER MAPPING FOR a SERVER s OPTIONS (\"password\" 'canary')",
                "CREATE USER MAPPING FOR a SERVER s OPTIONS (U&\"p\\0061ssword\" 'canary')",
                "ALTER ROLE a PASSWORD /* /* */ */ 'canary'",
                "ALTER ROLE a PASSWORD /* /* ' */ -- '\n */ -- /*\n 'canary'",
                "ALTER ROLE a PASSWORD 'abc'\n'canary'",
                "ALTER ROLE a PASSWORD 'abc' -- x\n 'canary'",
                "ALTER ROLE a PASSWORD e'\\'' /* x */ 'canary'",
                "ALTER ROLE a PASSWORD u&'d!0061' 'canary' UESCAPE '!'",
                "ALTER ROLE a PASSWORD$x$canary$x$",
                "DO $$BEGIN ALTER ROLE a PASSWORD 'canary'; END$$",
                "DO $$BEGIN EXECUTE 'ALTER ROLE a PASSWORD ''canary'' LOGIN'; END$$",
                "DO 'BEGIN EXECUTE ''ALTER ROLE a PASSWORD ''''canary''''''; END'",
                "DO 'BEGIN ALTER ROLE a PASSWORD /* it''s */ E''\\canary''; END'",
                "SELECT E'ALTER ROLE a PASSWORD \\'canary\\''",
                "EXECUTE 'ALTER ROLE a PASSWORD ' || quote_literal('canary')",
                "DO $a$BEGIN EXECUTE $b$ALTER ROLE a PASSWORD $c$canary$c$ $b$; END$a$",
                "-- ALTER ROLE a PASSWORD 'canary'",
                "/* ALTER ROLE a PASSWORD 'canary' */ SELECT 1",
                "SELECT 'it's; ALTER ROLE a PASSWORD 'canary'",
                "SELECT ' ; ALTER ROLE a PASSWORD'canary'",
                "DO $$ALTER ROLE a PASSWORD $$canary$$ $$",
                "ALTER ROLE a PASSWORD /* 'canary'",
                "ALTER ROLE a \"PASSWORD 'canary'",
                "ALTER ROLE a PASSWORD\u200b'canary'",
                "SELECT dblink('host=h password=canary', 'SELECT 1')",
                "SELECT 'postgresql://u:canary-7@host/db'",
                "CREATE SUBSCRIPTION s CONNECTION 'host=h password=canary' PUBLICATION p",
                "SELECT 'Authorization: Bearer canarycanarycanary0'"
            })
    void leavesCredentialsOut(String text) {
        assertThat(shown(text)).doesNotContain("canary").contains("[redacted");
    }

    @Test
    void keepsWhatIsBehindAPassword() {
        assertThat(shown("ALTER ROLE a PASSWORD 'x' VALID UNTIL 'infinity'; SELECT 'b'"))
                .isEqualTo("ALTER ROLE a PASSWORD '[redacted]' VALID UNTIL 'infinity'; SELECT 'b'");
        assertThat(shown("ALTER ROLE a PASSWORD E'\\\\', b PASSWORD $$y$$ c"))
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
                "SELECT 'it''s' || 'PASSWORD', lo_unlink(1), 'x'",
                "SELECT $$PASSWORD$$, lo_unlink(1), 'x'",
                "SELECT /* PASSWORD */ 'x'",
                "SELECT 'PASSWORD /*', lo_unlink(1), '*/'",
                "SELECT $1, E'a\\' b', \"it's\", U&\"x\", $$it's$$ 'y'",
                "SELECT éPASSWORD 'x'",
                ""
            })
    void leavesEverythingElseAsItIs(String text) {
        assertThat(shown(text)).isEqualTo(text);
    }

    @Test
    void keepsWhatIsBesideANestedPassword() {
        assertThat(shown("DO 'BEGIN EXECUTE ''ALTER ROLE a PASSWORD ''''x'''' LOGIN''; END'; SELECT 'b'"))
                .isEqualTo("DO 'BEGIN EXECUTE ''ALTER ROLE a PASSWORD ''[redacted]'' LOGIN''; END'; SELECT 'b'");
        assertThat(shown("DO $$ALTER ROLE a PASSWORD 'x'; SELECT 'c'$$; SELECT 'b'"))
                .isEqualTo("DO $$ALTER ROLE a PASSWORD '[redacted]'; SELECT 'c'$$; SELECT 'b'");
        assertThat(shown("ALTER ROLE a PASSWORD /* c */ 'x' /* d */; SELECT 'b'"))
                .isEqualTo("ALTER ROLE a PASSWORD /* c */ '[redacted]' /* d */; SELECT 'b'");
    }

    @Test
    void takesAMegabyteOfQuotesInItsStride() {
        String quotes = "PASSWORD '" + "''".repeat(2 << 20);
        assertThat(shown(quotes)).isEqualTo("PASSWORD '[redacted]'");
        String starts = "PASSWORD ".repeat(1 << 17);
        assertThat(shown(starts)).isEqualTo(starts.substring(0, Math.min(starts.length(), 1 << 20)));
    }

    /// With time in the square of the length each of them would take hours.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PASSWORD/*",
                "PASSWORD--",
                "PASSWORD/**/",
                "PASSWORD/*\n--",
                "PASSWORD$a$",
                "PASSWORD $",
                "PASSWORD''",
                "PASSWORD '",
                "PASSWORD E'\\",
                "'PASSWORD ",
                "''PASSWORD ",
                "\"PASSWORD",
                "PASSWORD\"",
                "U&\"PASSWORD",
                "/*PASSWORD 'x",
                "--PASSWORD ''x\n",
                "$$PASSWORD ",
                "$a$b",
                "/*",
                "'",
                "$"
            })
    void takesAMegabyteOfAnything(String hostile) {
        String text = hostile.repeat(ShownText.MOST / hostile.length());
        for (String whole : new String[] {text, "'" + text, "/*" + text, "$x$" + text, "\"" + text}) {
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> ShownText.of(whole));
        }
    }

    @Test
    void takesAMegabyteOfDollarQuotesInDollarQuotes() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < ShownText.MOST; i++) {
            text.append("$a").append(i).append("$ PASSWORD ");
        }
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> ShownText.of(text.toString()));
        String deep = "$a$$b$$c$$d$$e$$f$$g$$h$$i$$j$ ALTER ROLE a PASSWORD 'canary'";
        assertThat(shown(deep)).doesNotContain("canary");
    }

    @Test
    void aDigestStandsBesideATextOnlyThatIsShownWhole() {
        assertThat(ShownText.of("SELECT 1").takesDigest()).isTrue();
        assertThat(ShownText.of("x".repeat(ShownText.MOST)).takesDigest()).isTrue();
        assertThat(ShownText.of("ALTER ROLE a PASSWORD 'x'").takesDigest()).isFalse();
        ShownText cut = ShownText.of("x".repeat(ShownText.MOST) + " ALTER ROLE a PASSWORD 'x'");
        assertThat(cut.redacted()).isFalse();
        assertThat(cut.takesDigest()).isFalse();
    }

    /// What is kept is kept as it was sent.
    @Test
    void aSessionKeepsNoTextWithACredential() {
        ShownTexts texts = new ShownTexts();
        for (String secret :
                List.of("ALTER ROLE a PASSWORD 'canary'", "SELECT 'Authorization: Bearer canarycanarycanary0'")) {
            assertThat(texts.of(secret)).isEqualTo(ShownText.of(secret)).isNotSameAs(texts.of(secret));
        }
        assertThat(texts.of("SELECT 1")).isSameAs(texts.of("SELECT 1"));
    }

    private static String shown(String text) {
        return ShownText.of(text).text();
    }
}
