package routes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import ledger.Door;
import ledger.ProblemException;
import ledger.RunHeader;
import ledger.RunRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postgres.Databases;
import recovery.lab.Exercise;
import recovery.lab.LabRequest;
import recovery.putback.PutBackRequest;
import recovery.servers.RecoverRequest;
import recovery.servers.WantedTarget;
import rows.change.RowChoice;
import rows.restore.RestoreOptions;
import rows.undo.UndoService;
import security.Role;
import snapshot.Expiry;
import snapshot.RestoreRequest;
import sync.DeleteLogRequest;
import sync.SyncRequest;
import sync.compare.CompareRequest;
import sync.copy.CopyRequest;

class AdminDeedsTest {

    private static final RunHeader HEADER = RunHeader.next(Door.HTTP);
    private static final WantedTarget MOMENT = new WantedTarget(Instant.EPOCH.toString(), null, null, null, null, null);

    private static PutBackRequest putBack(boolean dryRun) {
        return new PutBackRequest(HEADER, "one", List.of(), RowChoice.MISSING, null, Databases.MAIN, dryRun);
    }

    private static RestoreRequest restore(String into, boolean dryRun) {
        return new RestoreRequest(
                HEADER, "one", List.of(), into, Databases.MAIN, RowChoice.ALL, null, dryRun, false, false);
    }

    static Stream<RunRequest> ofAdmins() {
        return Stream.of(
                putBack(false),
                restore(RestoreOptions.ORIGINAL, false),
                new UndoService.Request(HEADER, UUID.randomUUID(), Databases.MAIN, false),
                new RecoverRequest(HEADER, MOMENT, RecoverRequest.Then.PROMOTE),
                new RecoverRequest(HEADER, MOMENT, RecoverRequest.Then.PROMOTE, "one"),
                new LabRequest(HEADER, Exercise.values()[0], false, false),
                new Expiry.Request(HEADER),
                new CopyRequest(HEADER, "flow", List.of(), CopyRequest.How.SWAP, false),
                new CompareRequest(HEADER, "flow", List.of(), true),
                new DeleteLogRequest(HEADER, "flow", true),
                new DeleteLogRequest(HEADER, "flow", false));
    }

    static Stream<RunRequest> ofOperators() {
        return Stream.of(
                putBack(true),
                restore(RestoreOptions.ORIGINAL, true),
                restore(RestoreOptions.BESIDE, false),
                new UndoService.Request(HEADER, UUID.randomUUID(), Databases.MAIN, true),
                new RecoverRequest(HEADER, MOMENT, RecoverRequest.Then.INSPECT),
                new RecoverRequest(HEADER, MOMENT, RecoverRequest.Then.PAUSE, "one"),
                new CompareRequest(HEADER, "flow", List.of(), false),
                new SyncRequest(HEADER, "flow", List.of()));
    }

    @ParameterizedTest
    @MethodSource("ofAdmins")
    void whatCannotBeTakenBackIsRefusedToOthers(RunRequest asked) {
        // Given
        Caller operator = new Caller("olaf", Role.OPERATOR);

        // When
        // Then
        assertThatThrownBy(() -> AdminDeeds.guard(operator, asked))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(403))
                .hasMessageContaining("needs the role admin, which olaf does not have");
        AdminDeeds.guard(new Caller("ada", Role.ADMIN), asked);
        AdminDeeds.guard(Caller.NOBODY, asked);
    }

    @ParameterizedTest
    @MethodSource("ofOperators")
    void whatOnlyLooksOrStandsBesideIsNot(RunRequest asked) {
        // Given
        Caller operator = new Caller("olaf", Role.OPERATOR);

        // When
        AdminDeeds.guard(operator, asked);

        // Then
        assertThat(operator.role()).isEqualTo(Role.OPERATOR);
    }
}
