package rows.undo;

import jakarta.enterprise.inject.Produces;
import ledger.RunKind;
import rows.place.RemoteTargets;

/** The kind of run that takes another back. */
final class UndoKinds {

    @Produces
    static final RunKind UNDO = RunKind.named("undo").leaving(RemoteTargets::left);

    @Produces
    static final RunKind LEDGER_RETENTION = RunKind.named("ledger-retention");

    private UndoKinds() {}
}
