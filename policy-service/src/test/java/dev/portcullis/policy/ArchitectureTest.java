// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.portcullis.testing.HandWritten;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@AnalyzeClasses(packages = "dev.portcullis.policy", importOptions = HandWritten.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.portcullis.policy.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheEngineKnowsTheExpressionLanguage =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.cel..");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses().should().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .that()
            .areNotAnnotatedWith(SpringBootApplication.class)
            .and()
            .haveSimpleNameNotEndingWith("package-info")
            .should(BeInANullMarkedPackage.INSTANCE);

    private static final class BeInANullMarkedPackage extends ArchCondition<JavaClass> {

        static final BeInANullMarkedPackage INSTANCE = new BeInANullMarkedPackage();

        private BeInANullMarkedPackage() {
            super("be in a package marked @NullMarked");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                events.add(SimpleConditionEvent.violated(type, type.getName()));
            }
        }
    }
}
