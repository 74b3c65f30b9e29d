package io.camelmcp.logs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void engineKnowsNothingOfCamel() {
        noClasses()
                .that()
                .resideInAPackage("io.camelmcp.logs")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..", "io.camelmcp.logs.camel..", "io.camelmcp.component..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.camelmcp.logs"));
    }
}
