package routes.command;

import java.sql.SQLException;
import ledger.Door;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import recovery.backup.BaseBackupRequest;

/** A base backup, with the log that belongs to it. */
@Command(
        name = "base-backup",
        description = "Takes a base backup of the whole server, with the log that makes it whole.",
        mixinStandardHelpOptions = true)
final class BaseBackupCommand extends RunCommand {

    @Option(
            names = "--incremental",
            description = "The server sends only what changed since the latest one; a whole one is made of both.")
    private Boolean incremental;

    @Override
    public Integer call() throws SQLException {
        return ask(new BaseBackupRequest(RunHeader.next(Door.COMMAND), incremental));
    }
}
