package io.camelmcp.component;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

// plain tests: Surefire passes over rules that are fields, and reports that all is well
class ArchitectureTest {

    private static final String[] CORE = {
        "io.camelmcp.component.server..",
        "io.camelmcp.component.client..",
        "io.camelmcp.component.session..",
        "io.camelmcp.component.modbus.."
    };

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // a full build has the tests of the codec as a jar
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.camelmcp");

    @Test
    void coreKnowsNothingOfCamel() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(CODE);
    }

    @Test
    void coreKnowsNothingOfTheEndpoint() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.camelmcp.component")
                .check(CODE);
    }

    @Test
    void sessionsAndModbusKnowNothingOfConnections() {
        noClasses()
                .that()
                .resideInAnyPackage("io.camelmcp.component.session..", "io.camelmcp.component.modbus..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.camelmcp.component.server..", "io.camelmcp.component.client..", "io.netty.channel..")
                .check(CODE);
    }

    @Test
    void codecKnowsNothingOfTheComponent() {
        noClasses()
                .that()
                .resideInAPackage("io.camelmcp.codec..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.camelmcp.component..")
                .check(CODE);
    }

    @Test
    void packagesDependInOneDirection() {
        slices().matching("io.camelmcp.(**)").should().beFreeOfCycles().check(CODE);
    }
}
