package architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import ledger.Run;
import org.apache.camel.RoutesBuilder;

/** The laws of the house, over every package there is: a new one is under them without being named here. */
@AnalyzeClasses(locations = LawsTest.TheWholeHouse.class)
class LawsTest {

    /** The floors, from the lowest; every package that is not named is a capability and stands on all of them but the last. */
    private static final List<String> FLOORS = List.of("postgres", "ledger", "rows");

    /** What joins capabilities into a process, and may know any of them. */
    private static final Set<String> ROOF = Set.of("routes", "startup", "security");

    /** The compiled classes of the service itself. */
    static final class TheWholeHouse implements LocationProvider {

        @Override
        public Set<Location> get(Class<?> testClass) {
            return Set.of(
                    Location.of(Run.class.getProtectionDomain().getCodeSource().getLocation()));
        }
    }

    @ArchTest
    static final ArchRule onlyRoutesKnowCamel = noClasses()
            .that()
            .resideOutsideOfPackage("routes..")
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
    static final ArchRule dependenciesPointDown = classes()
            .should(dependOnlyOnFloorsBelow())
            .because("a capability is one folder that can be deleted; what two of them share belongs below");

    @ArchTest
    static final ArchRule noPackagesNeedEachOther = slices().matching("(**)")
            .should()
            .beFreeOfCycles()
            .because("what is understood alone can be changed alone");

    @ArchTest
    static final ArchRule routesAreTheirPackagesOwn = classes()
            .that()
            .implement(RoutesBuilder.class)
            .should()
            .bePackagePrivate()
            .andShould()
            .resideInAPackage("routes..")
            .because("a flow is entered by its endpoints, not by its class");

    @ArchTest
    static final ArchRule filesOfRowsKnowNoSnapshot = noClasses()
            .that()
            .resideInAPackage("snapshot.format")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("snapshot", "snapshot.drill")
            .because("a format is rows in and rows out, whatever they are for");

    @ArchTest
    static final ArchRule nobodyKnowsTheDrill = noClasses()
            .that()
            .resideInAnyPackage("snapshot", "snapshot.format")
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
            .resideInAPackage("postgres.server")
            .because("the server that is looked after may be anybody's");

    private static ArchCondition<JavaClass> dependOnlyOnFloorsBelow() {
        return new ArchCondition<>("depend only on floors below") {
            @Override
            public void check(JavaClass here, ConditionEvents events) {
                for (Dependency dependency : here.getDirectDependenciesFromSelf()) {
                    String from = top(here);
                    String to = top(dependency.getTargetClass());
                    if (isOurs(dependency.getTargetClass()) && !from.equals(to) && !mayStandOn(from, to)) {
                        events.add(SimpleConditionEvent.violated(here, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayStandOn(String from, String to) {
        if (from.equals("routes")) {
            return true;
        }
        if (from.equals("security")) {
            return to.equals("startup") || FLOORS.contains(to);
        }
        if (from.equals("startup")) {
            return !ROOF.contains(to);
        }
        int floor = FLOORS.indexOf(from);
        return FLOORS.contains(to) && (floor < 0 || FLOORS.indexOf(to) < floor);
    }

    private static String top(JavaClass type) {
        return type.getPackageName().split("\\.")[0];
    }

    private static boolean isOurs(JavaClass type) {
        return type.getSource().isPresent()
                && type.getSource().orElseThrow().getUri().toString().startsWith(home());
    }

    private static String home() {
        return Run.class.getProtectionDomain().getCodeSource().getLocation().toString();
    }
}
