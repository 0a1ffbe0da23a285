// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.masking.MaskMethod.DateTruncate.Unit;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskMethodTest {
    @Test
    void readsEveryMethod() {
        assertThat(parse("redact")).isEqualTo(new MaskMethod.Redact());
        assertThat(parse("null")).isEqualTo(new MaskMethod.Nullify());
        assertThat(parse("hash")).isEqualTo(new MaskMethod.Hash());
        assertThat(parse("pseudonym")).isEqualTo(new MaskMethod.Pseudonym());
        assertThat(parse("partial")).isEqualTo(new MaskMethod.Partial(4));
        assertThat(parse("partial", "keep", 2)).isEqualTo(new MaskMethod.Partial(2));
        assertThat(parse("partial", "keep", "0")).isEqualTo(new MaskMethod.Partial(0));
        assertThat(parse("bucket", "width", 10L)).isEqualTo(new MaskMethod.Bucket(10));
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void readsEveryUnit(Unit unit) {
        assertThat(parse("date-truncate", "unit", unit.name().toLowerCase(Locale.ROOT)))
                .isEqualTo(new MaskMethod.DateTruncate(unit));
    }

    @Test
    void tellsTheAuthorWhatIsWrong() {
        refused("shuffle").hasMessageContaining("'shuffle'").hasMessageContaining("pseudonym");
        refused("REDACT").hasMessageContaining("'REDACT'");
        refused("redact", "keep", 4).hasMessage("mask method redact: has no parameter keep");
        refused("partial", "kep", 4).hasMessage("mask method partial: has no parameter kep");
        refused("partial", "keep", -1).hasMessageContaining("keep must not be negative");
        refused("partial", "keep", "four").hasMessage("mask method partial: keep is not a whole number: four");
        refused("partial", "keep", 3_000_000_000L).hasMessageContaining("too large");
        refused("bucket").hasMessage("mask method bucket: width is missing");
        refused("bucket", "width", 0).hasMessageContaining("at least 2");
        refused("bucket", "width", 1).hasMessageContaining("at least 2");
        refused("date-truncate").hasMessageContaining("unit is missing");
        refused("date-truncate", "unit", "century").hasMessageContaining("none of year, quarter, month, day, hour");
    }

    private static MaskMethod parse(String name) {
        return MaskMethod.parse(name, Map.of());
    }

    private static MaskMethod parse(String name, String parameter, Object value) {
        return MaskMethod.parse(name, Map.of(parameter, value));
    }

    private static AbstractThrowableAssert<?, ?> refused(String name) {
        return assertThatThrownBy(() -> parse(name)).isInstanceOf(IllegalArgumentException.class);
    }

    private static AbstractThrowableAssert<?, ?> refused(String name, String parameter, Object value) {
        return assertThatThrownBy(() -> parse(name, parameter, value)).isInstanceOf(IllegalArgumentException.class);
    }
}
