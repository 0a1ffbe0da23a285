// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.portcullis.testing.HandWritten;
import java.time.Clock;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.portcullis.audit", importOptions = HandWritten.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule nobodyAsksTheSystemForTheTime = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule theClockIsMadeInOnePlace =
            noClasses().that().doNotHaveSimpleName("AuditApplication").should().callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule theLogKnowsNothingOfWhereEventsComeFromOrWhatIsBuiltFromThem = noClasses()
            .that()
            .resideInAPackage("..audit.log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..audit.ingest..", "..audit.sessions..", "..audit.recordings..");

    @ArchTest
    static final ArchRule nothingDependsOnIngestion = noClasses()
            .that()
            .resideOutsideOfPackage("..audit.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..audit.ingest..");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        Assertions.assertThat(classes.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(each -> Assertions.assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as(each.getName())
                        .isTrue());
    }
}
