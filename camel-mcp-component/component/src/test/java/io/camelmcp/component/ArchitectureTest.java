package io.camelmcp.component;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.camelmcp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] CORE = {
        "io.camelmcp.component.server..",
        "io.camelmcp.component.client..",
        "io.camelmcp.component.session..",
        "io.camelmcp.component.modbus.."
    };

    @ArchTest
    static final ArchRule coreKnowsNothingOfCamel = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule coreKnowsNothingOfTheEndpoint = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.camelmcp.component");

    @ArchTest
    static final ArchRule sessionsAndModbusKnowNothingOfConnections = noClasses()
            .that()
            .resideInAnyPackage("io.camelmcp.component.session..", "io.camelmcp.component.modbus..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.camelmcp.component.server..", "io.camelmcp.component.client..", "io.netty.channel..");

    @ArchTest
    static final ArchRule codecKnowsNothingOfTheComponent = noClasses()
            .that()
            .resideInAPackage("io.camelmcp.codec..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.camelmcp.component..");

    @ArchTest
    static final ArchRule packagesDependInOneDirection =
            slices().matching("io.camelmcp.(**)").should().beFreeOfCycles();
}
