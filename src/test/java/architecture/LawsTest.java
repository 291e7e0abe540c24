package architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.camel.RoutesBuilder;

/** The laws of the house. */
@AnalyzeClasses(
        packages = {"routes", "ingest", "snapshot", "sync", "ledger", "postgres", "service"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class LawsTest {

    @ArchTest
    static final ArchRule onlyRoutesKnowCamel = noClasses()
            .that()
            .resideOutsideOfPackage("routes")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..")
            .because("a capability is plain Java that a test calls without a CamelContext");

    @ArchTest
    static final ArchRule onlyPostgresKnowsTheDriver = noClasses()
            .that()
            .resideOutsideOfPackage("postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.postgresql..", "io.zonky..")
            .because("what is PostgreSQL's own is said in one place");

    @ArchTest
    static final ArchRule capabilitiesStandOnTheLedgerAndPostgresAlone = noClasses()
            .that()
            .resideInAPackage("ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("routes..", "service..", "snapshot..", "sync..", "recovery..", "dumps..", "reports..")
            .because("a capability is one folder that can be deleted; what two of them share belongs below");

    @ArchTest
    static final ArchRule snapshotsStandOnTheLedgerAndPostgresAlone = noClasses()
            .that()
            .resideInAPackage("snapshot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("routes..", "service..", "ingest..", "sync..", "recovery..", "dumps..", "reports..")
            .because("a capability is one folder that can be deleted; what two of them share belongs below");

    @ArchTest
    static final ArchRule syncStandsOnTheLedgerAndPostgresAlone = noClasses()
            .that()
            .resideInAPackage("sync..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("routes..", "service..", "ingest..", "snapshot..", "recovery..", "dumps..", "reports..")
            .because("a capability is one folder that can be deleted; what two of them share belongs below");

    @ArchTest
    static final ArchRule theLedgerKnowsNobodyAboveIt = noClasses()
            .that()
            .resideInAPackage("ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("routes..", "service..", "ingest..", "snapshot..", "sync..")
            .because("dependencies point down");

    @ArchTest
    static final ArchRule postgresKnowsNobody = noClasses()
            .that()
            .resideInAPackage("postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("routes..", "service..", "ingest..", "snapshot..", "sync..", "ledger..")
            .because("dependencies point down");

    @ArchTest
    static final ArchRule routesAreTheirPackagesOwn = classes()
            .that()
            .implement(RoutesBuilder.class)
            .should()
            .bePackagePrivate()
            .andShould()
            .resideInAPackage("routes")
            .because("a flow is entered by its endpoints, not by its class");

    @ArchTest
    static final ArchRule filesOfRowsKnowNoSnapshot = noClasses()
            .that()
            .resideInAPackage("snapshot.format")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("snapshot", "snapshot.restore", "snapshot.drill")
            .because("a format is rows in and rows out, whatever they are for");

    @ArchTest
    static final ArchRule nobodyKnowsTheDrill = noClasses()
            .that()
            .resideInAnyPackage("snapshot", "snapshot.restore", "snapshot.format")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("snapshot.drill")
            .because("the drill is made of the others");

    @ArchTest
    static final ArchRule copyAndCompareKnowNothingOfEachOther = noClasses()
            .that()
            .resideInAPackage("sync.compare")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("sync.copy")
            .because("what both need stands above them, in sync");

    @ArchTest
    static final ArchRule definitionsKnowNoServerOfOurOwn = noClasses()
            .that()
            .resideInAnyPackage("postgres", "postgres.definition")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("postgres.embedded")
            .because("the server that is looked after may be anybody's");
}
