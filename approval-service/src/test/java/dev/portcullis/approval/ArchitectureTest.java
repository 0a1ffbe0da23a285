// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.portcullis.testing.HandWritten;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes =
            new ClassFileImporter().withImportOption(new HandWritten()).importPackages("dev.portcullis.approval");

    @Test
    void nobodyAsksTheTimeOfAnythingButTheClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(classes);
    }

    @Test
    void theChangeLogKnowsNothingOfApprovalsOrStreams() {
        noClasses()
                .that()
                .resideInAPackage("..approval.changelog..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..approval.approvals..", "..approval.stream..", "..approval.identity..")
                .check(classes);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("dev.portcullis.approval.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (JavaPackage each : classes.getPackage("dev.portcullis.approval").getSubpackagesInTree()) {
            assertThat(each.isAnnotatedWith(NullMarked.class))
                    .as(each.getName())
                    .isTrue();
        }
    }
}
