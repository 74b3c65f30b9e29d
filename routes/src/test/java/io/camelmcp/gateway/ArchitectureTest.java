package io.camelmcp.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.camelmcp.gateway");

    @Test
    void packagesDependInOneDirection() {
        // the package of the main class stands above them all, and below the commands
        slices().matching("io.camelmcp.gateway.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void partsKnowNothingOfTheCommandLineThatRunsThem() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.camelmcp.gateway.broker..",
                        "io.camelmcp.gateway.config..",
                        "io.camelmcp.gateway.events..",
                        "io.camelmcp.gateway.format..",
                        "io.camelmcp.gateway.fraud..",
                        "io.camelmcp.gateway.frozen..",
                        "io.camelmcp.gateway.health..",
                        "io.camelmcp.gateway.http..",
                        "io.camelmcp.gateway.jsonl..",
                        "io.camelmcp.gateway.logs..",
                        "io.camelmcp.gateway.output..",
                        "io.camelmcp.gateway.push..",
                        "io.camelmcp.gateway.routes..",
                        "io.camelmcp.gateway.trace..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.camelmcp.gateway",
                        "io.camelmcp.gateway.cli..",
                        "io.camelmcp.gateway.scenario..",
                        "io.camelmcp.gateway.simulate..")
                .check(CODE);
    }

    @Test
    void formatterKnowsNothingOfTheOtherParts() {
        noClasses()
                .that()
                .resideInAPackage("io.camelmcp.gateway.format..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.camelmcp.gateway.broker..",
                        "io.camelmcp.gateway.config..",
                        "io.camelmcp.gateway.events..",
                        "io.camelmcp.gateway.jsonl..",
                        "io.camelmcp.gateway.output..",
                        "io.camelmcp.gateway.routes..",
                        "org.apache.activemq..")
                .check(CODE);
    }
}
