// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.portcullis.gateway.access.Grant;
import dev.portcullis.testing.HandWritten;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import org.jspecify.annotations.NullMarked;

/// The arrows of the gateway: protocols and adapters point at the access flow, which points at neither.
@AnalyzeClasses(packages = "dev.portcullis.gateway", importOptions = HandWritten.class)
class ArchitectureTest {
    private static final String ROOT = "dev.portcullis.gateway";
    private static final String[] PROTOCOLS = {
        ROOT + ".postgres..", ROOT + ".http..", ROOT + ".edge..", ROOT + ".preview.."
    };
    private static final String[] ADAPTERS = {
        ROOT + ".identity..",
        ROOT + ".keys..",
        ROOT + ".policies..",
        ROOT + ".approvals..",
        ROOT + ".audit..",
        ROOT + ".credentials..",
        ROOT + ".control..",
        ROOT + ".services..",
        ROOT + ".topics..",
        ROOT + ".traces.."
    };

    @ArchTest
    static final ArchRule accessPointsAtNobody = noClasses()
            .that()
            .resideInAPackage(ROOT + ".access..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(join(PROTOCOLS, ADAPTERS));

    /// A command is bytes on a connection that the gateway opened, never the argument or the environment of a program.
    @ArchTest
    static final ArchRule nothingAClientSendsReachesAShell = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.ProcessBuilder")
            .orShould()
            .callMethodWhere(target(nameMatching("exec")).and(target(owner(assignableTo(Runtime.class)))));

    @ArchTest
    static final ArchRule accessKnowsNoFramework = noClasses()
            .that()
            .resideInAPackage(ROOT + ".access..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "io.netty..", "org.apache.kafka..", "tools.jackson..");

    @ArchTest
    static final ArchRule adaptersPointAtNoProtocol = noClasses()
            .that()
            .resideInAnyPackage(ADAPTERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROTOCOLS);

    @ArchTest
    static final ArchRule protocolsDoNotKnowTheAdapters = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".postgres..", ROOT + ".http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ADAPTERS);

    @ArchTest
    static final ArchRule theJournalKnowsNothingOfWhatItKeeps = noClasses()
            .that()
            .resideInAPackage(ROOT + ".audit.journal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".access..", ROOT + ".audit");

    @ArchTest
    static final ArchRule onlyProtocolsTouchTheNetworkLibrary = noClasses()
            .that()
            .resideOutsideOfPackages(join(PROTOCOLS, new String[] {ROOT + ".tls.."}))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "reactor.netty..");

    @ArchTest
    static final ArchRule onlyTheAccessFlowMakesGrants =
            constructors().that().areDeclaredIn(Grant.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a clock is injected, so that tests can move it");

    @ArchTest
    static final ArchRule oneClockForAll = noClasses()
            .that()
            .areNotAssignableTo(AccessConfiguration.class)
            .should()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().should(resideInANullMarkedPackage());

    @ArchTest
    static final ArchRule classesAreFinalUnlessTheyAreProxied = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotAnnotatedWith("org.springframework.context.annotation.Configuration")
            .and()
            .areNotAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication")
            .and(DescribedPredicate.describe("are top level", JavaClass::isTopLevelClass))
            .should()
            .haveModifier(JavaModifier.FINAL)
            .orShould()
            .haveModifier(JavaModifier.ABSTRACT)
            .orShould()
            .beEnums();

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(type, marked, type.getName() + " is not null-marked"));
            }
        };
    }

    private static String[] join(String[] first, String[] second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
