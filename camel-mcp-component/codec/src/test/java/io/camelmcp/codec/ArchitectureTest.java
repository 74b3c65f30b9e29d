package io.camelmcp.codec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

// plain tests: Surefire passes over rules that are fields, and reports that all is well
class ArchitectureTest {

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.camelmcp");

    @Test
    void codecKnowsNothingButJavaAndNettyBuffers() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.camelmcp.codec..",
                        "java..",
                        "io.netty.buffer..",
                        "io.netty.channel..",
                        "io.netty.handler.codec..",
                        "io.netty.util..",
                        "org.jspecify.annotations..")
                .check(CODE);
    }

    @Test
    void packagesDependInOneDirection() {
        slices().matching("io.camelmcp.(**)").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void framesOfMcpDoNotKnowModbus() {
        noClasses()
                .that()
                .resideInAPackage("io.camelmcp.codec")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.camelmcp.codec.modbus..", "io.camelmcp.codec.chooser..")
                .check(CODE);
    }

    @Test
    void modbusDoesNotKnowTheChooser() {
        noClasses()
                .that()
                .resideInAPackage("io.camelmcp.codec.modbus..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.camelmcp.codec.chooser..")
                .check(CODE);
    }
}
