package sync;

import jakarta.enterprise.inject.Produces;
import ledger.RunKind;

/** The kinds of runs that keep a flow fresh. */
final class SyncKinds {

    @Produces
    static final RunKind SYNC = RunKind.named("sync").leaving(RunKind.Left.WHAT_WAS_COMMITTED);

    @Produces
    static final RunKind INSTALL = RunKind.named("install");

    @Produces
    static final RunKind UNINSTALL = RunKind.named("uninstall");

    private SyncKinds() {}
}
