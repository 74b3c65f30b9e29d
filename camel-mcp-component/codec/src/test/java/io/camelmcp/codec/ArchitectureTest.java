package io.camelmcp.codec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.camelmcp.codec", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule codecKnowsNothingButJavaAndNettyBuffers = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.camelmcp.codec..",
                    "java..",
                    "io.netty.buffer..",
                    "io.netty.channel..",
                    "io.netty.handler.codec..",
                    "io.netty.util..",
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule packagesDependInOneDirection =
            slices().matching("io.camelmcp.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule framesOfMcpDoNotKnowModbus = noClasses()
            .that()
            .resideInAPackage("io.camelmcp.codec")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.camelmcp.codec.modbus..", "io.camelmcp.codec.chooser..");

    @ArchTest
    static final ArchRule modbusDoesNotKnowTheChooser = noClasses()
            .that()
            .resideInAPackage("io.camelmcp.codec.modbus..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.camelmcp.codec.chooser..");
}
