package startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import ledger.RunKind;
import ledger.RunKinds;
import org.junit.jupiter.api.Test;

class KeepGuardTest {

    @Test
    void aKindThatThereIsNotIsAFault() {
        // Given
        RunKinds kinds = new RunKinds(List.of(RunKind.named("ingest"), RunKind.named("base-backup")));

        // When
        List<String> faults = KeepGuard.faults(() -> Map.of("ingest", 30, "backup", 7, "base-backup", 9), kinds);

        // Then
        assertThat(faults).containsExactly("ledger.keep.backup names no kind of runs");
    }
}
