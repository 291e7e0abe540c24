package security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessModeTest {

    private static final String RUNS = "/api/v1/runs";
    private static final String HOST = "localhost:8080";

    @ParameterizedTest
    @CsvSource({
        "true,  CLOSED,    false, LOCAL",
        "true,  EVERYBODY, false, LOCAL",
        "true,  EVERYBODY, true,  LOCAL",
        "true,  CLOSED,    true,  GUARDED",
        "true,  LOCAL,     false, LOCAL",
        "true,  LOCAL,     true,  GUARDED",
        "false, CLOSED,    true,  GUARDED",
        "false, CLOSED,    false, GUARDED",
        "false, LOCAL,     false, LOCAL",
        "false, LOCAL,     true,  GUARDED",
        "false, EVERYBODY, false, OPEN",
        "false, EVERYBODY, true,  OPEN"
    })
    void theDoorIsOpenOnlyOnLoopbackWithoutUsersOrWhenItIsSaid(
            boolean loopback, Openness open, boolean users, AccessMode expected) {
        // Given
        // When
        AccessMode door = AccessMode.of(loopback, open, users);

        // Then
        assertThat(door).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/flows", "/api/v1/flows/"})
    void namingDatabasesThroughTheGuardedDoorNeedsAnAdmin(String path) {
        // Given
        RequestOrigin visit = new RequestOrigin("POST", path, HOST, null, null);

        // When
        Decision decision = AccessMode.GUARDED.decide(visit);

        // Then
        assertThat(decision).isEqualTo(new Decision.Needs(Role.ADMIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void readingThroughTheGuardedDoorNeedsAViewer(String method) {
        // Given
        RequestOrigin visit = new RequestOrigin(method, RUNS, HOST, null, null);

        // When
        Decision decision = AccessMode.GUARDED.decide(visit);

        // Then
        assertThat(decision).isEqualTo(new Decision.Needs(Role.VIEWER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"})
    void everythingElseThroughTheGuardedDoorNeedsAnOperator(String method) {
        // Given
        RequestOrigin visit = new RequestOrigin(method, RUNS, HOST, null, null);

        // When
        Decision decision = AccessMode.GUARDED.decide(visit);

        // Then
        assertThat(decision).isEqualTo(new Decision.Needs(Role.OPERATOR));
    }

    @ParameterizedTest
    @CsvSource({
        "/q/health,        true",
        "/q/health/live,   true",
        "/q/health/ready,  true",
        "/q/healthy,       false",
        "/q/health-ui,     false",
        "/q/metrics,       false",
        "/x/q/health,      false"
    })
    void theHealthIsToldToEverybodyAndNothingElseIs(String path, boolean permitted) {
        // Given
        RequestOrigin visit = new RequestOrigin("GET", path, HOST, null, null);

        // When
        Decision decision = AccessMode.GUARDED.decide(visit);

        // Then
        assertThat(decision instanceof Decision.Permit).isEqualTo(permitted);
    }

    @ParameterizedTest
    @CsvSource({"OPEN, GET", "OPEN, DELETE", "LOCAL, GET", "LOCAL, DELETE"})
    void theOpenDoorAsksForNoName(AccessMode door, String method) {
        // Given
        RequestOrigin visit = new RequestOrigin(method, RUNS, HOST, null, null);

        // When
        Decision decision = door.decide(visit);

        // Then
        assertThat(decision).isEqualTo(new Decision.Permit());
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,                 true",
        "LOCALHOST:8080,            true",
        "127.0.0.1:8080,            true",
        "127.9.8.7,                 true",
        "[::1]:8080,                true",
        ",                          true",
        "'',                        false",
        "evil.example:8080,         false",
        "localhost.evil.example,    false",
        "127.0.0.1.evil.example,    false",
        "evil.example#127.0.0.1,    false",
        "192.168.1.5:8080,          false",
        "0.0.0.0:8080,              false",
        "[::]:8080,                 false",
        "localhost:8080.evil,       false"
    })
    void theDoorOpenOnLoopbackHearsOnlyToNamesOfThisMachine(String host, boolean permitted) {
        // Given
        RequestOrigin visit = new RequestOrigin("GET", RUNS, host, null, null);

        // When
        Decision decision = AccessMode.LOCAL.decide(visit);

        // Then
        assertThat(decision instanceof Decision.Permit).isEqualTo(permitted);
    }

    @Test
    void aServiceThatIsGuardedOrOpenOnPurposeMayHaveAnyName() {
        // Given
        RequestOrigin visit = new RequestOrigin("GET", RUNS, "door.example", null, null);

        // When
        Decision decision = AccessMode.OPEN.decide(visit);

        // Then
        assertThat(decision).isEqualTo(new Decision.Permit());
        assertThat(AccessMode.GUARDED.decide(visit)).isEqualTo(new Decision.Needs(Role.VIEWER));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080,    http://localhost:8080,     ,             false",
        "door.example,      https://door.example,      ,             false",
        "door.example:443,  https://door.example,      ,             false",
        "Door.Example:80,   http://door.example,       ,             false",
        "localhost:8080,    ,                          same-origin,  false",
        "localhost:8080,    ,                          none,         false",
        "upstream:8080,     https://door.example,      same-origin,  false",
        "localhost:8080,    ,                          ,             false",
        "localhost:8080,    http://localhost:3000,     ,             true",
        "localhost:8080,    http://evil.example,       ,             true",
        "localhost:8080,    http://localhost:8080.evil,,             true",
        "localhost:8080,    null,                      ,             true",
        "localhost:8080,    localhost:8080,            ,             true",
        "localhost:8080,    '',                        ,             true",
        ",                  http://evil.example,       ,             true",
        "localhost:8080,    http://localhost:8080,     cross-site,   true",
        "localhost:8080,    ,                          same-site,    true",
        "localhost:8080,    ,                          nonsense,     true"
    })
    void aPageOfAnotherSiteChangesNothingThroughAnyDoor(String host, String origin, String fetchSite, boolean refused) {
        // Given
        RequestOrigin visit = new RequestOrigin("POST", RUNS, host, origin, fetchSite);

        // When
        Decision decision = AccessMode.GUARDED.decide(visit);

        // Then
        assertThat(decision instanceof Decision.Refuse).isEqualTo(refused);
        assertThat(AccessMode.OPEN.decide(visit) instanceof Decision.Refuse).isEqualTo(refused);
    }

    @Test
    void aPageOfAnotherSiteMayAskForWhatItsBrowserWillNotShowIt() {
        // Given
        RequestOrigin visit = new RequestOrigin("GET", RUNS, HOST, "http://evil.example", "cross-site");

        // When
        Decision decision = AccessMode.LOCAL.decide(visit);

        // Then
        assertThat(decision).isEqualTo(new Decision.Permit());
    }
}
