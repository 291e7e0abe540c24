package recovery.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import postgres.DurableFiles;
import postgres.server.PgPrograms;
import postgres.server.Server;
import postgres.server.ServerSettings;
import postgres.server.SingleUser;
import recovery.wal.Resolution;

/** The folder of one recovered server: its data, its tablespaces, its log, and how it is set up. */
record ServerFolder(Path path) {

    /** Who comes in, and nobody else. */
    static final String USER = "caravanserai_recovery";

    private static final String SOURCE = ".source";
    private static final List<String> WHO_COMES_IN = List.of("pg_hba.conf", "pg_ident.conf");
    private static final List<String> OF_THE_SOURCE =
            List.of("postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf");

    ServerFolder {
        Objects.requireNonNull(path, "path");
    }

    Path data() {
        return path.resolve("server");
    }

    Path tablespaces() {
        return path.resolve("tablespaces");
    }

    Path log() {
        return path.resolve("server.log");
    }

    private Path password() {
        return path.resolve("password");
    }

    /** For the recovery itself, in which nobody comes in. */
    void setUpToRecover(Resolution.Reached reached, int timeline) throws IOException {
        leaveSource();
        letIn("host all all all reject");
        Map<String, String> settings = plain();
        settings.put("hot_standby", "off");
        settings.put("recovery_target_action", "promote");
        recover(settings, reached, timeline);
    }

    /** For a recovery that waits at its target, where one user of the live server may look into it. */
    void setUpToPause(Resolution.Reached reached, int timeline, String user) throws IOException {
        leaveSource();
        letIn(theOne(user));
        Map<String, String> settings = plain();
        settings.putAll(StandbySettings.of(data(), reached.seen().parameters()));
        settings.put("hot_standby", "on");
        settings.put("recovery_target_action", "pause");
        recover(settings, reached, timeline);
    }

    /** Whichever way his password is kept. */
    private static String theOne(String user) {
        return "host all \"" + user.replace("\"", "\"\"") + "\" 127.0.0.1/32 md5";
    }

    /** As what it was set up last. */
    String settings() throws IOException {
        return Files.readString(data().resolve("postgresql.conf"));
    }

    /** As it was set up before; whether it can be, since one that was opened recovers no more. */
    boolean setUpToPauseAgain(String settings, String user) throws IOException {
        letIn(theOne(user));
        Files.writeString(data().resolve("postgresql.conf"), settings);
        return Files.exists(data().resolve("recovery.signal"));
    }

    /** For one that waits at its target: it is opened there, with nobody in it. */
    void setUpToOpen() throws IOException {
        letIn("host all all all reject");
        Path settings = data().resolve("postgresql.conf");
        Files.writeString(
                settings,
                Files.readString(settings)
                        .replace("recovery_target_action = 'pause'", "recovery_target_action = 'promote'")
                        .replace("hot_standby = 'on'", "hot_standby = 'off'"));
    }

    private void leaveSource() throws IOException {
        for (String file : OF_THE_SOURCE) {
            Path kept = data().resolve(file + SOURCE);
            if (Files.exists(data().resolve(file)) && !Files.exists(kept)) {
                Files.move(data().resolve(file), kept);
            }
        }
        // What was set by ALTER SYSTEM goes before everything, and is of the live server.
        Files.writeString(data().resolve("postgresql.auto.conf"), "");
        Files.writeString(data().resolve("pg_ident.conf"), "");
    }

    private void recover(Map<String, String> settings, Resolution.Reached reached, int timeline) throws IOException {
        settings.put("restore_command", "/bin/false");
        settings.put("recovery_target_timeline", Integer.toUnsignedString(timeline));
        settings.put("recovery_target_lsn", reached.stop().toString());
        settings.put("recovery_target_inclusive", reached.inclusive() ? "on" : "off");
        write(settings);
        Path signal = data().resolve("recovery.signal");
        if (!Files.exists(signal)) {
            Files.createFile(signal);
        }
    }

    /**
     * For bringing dead rows back, in a copy that has the catalogs alone: what the log says of files that are not there is
     * passed over, and nothing is done to tables by itself.
     *
     * @param prepared how many prepared transactions the live server may have
     * @param timed whether that keeps when transactions committed
     */
    void setUpToRescue(int prepared, boolean timed) throws IOException {
        Files.writeString(data().resolve("postgresql.auto.conf"), "autovacuum = off\n");
        Files.writeString(data().resolve("pg_ident.conf"), "");
        letIn("host all " + USER + " 127.0.0.1/32 scram-sha-256");
        Map<String, String> settings = plain();
        settings.put("ignore_invalid_pages", "on");
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("fsync", "off");
        settings.put("full_page_writes", "off");
        settings.put("max_connections", "20");
        settings.put("max_locks_per_transaction", "1024");
        settings.put("max_prepared_transactions", Integer.toString(prepared));
        settings.put("track_commit_timestamp", timed ? "on" : "off");
        write(settings);
    }

    /**
     * For whoever looks into it, or writes.
     *
     * @param everywhere whether somebody may come from elsewhere, with the password
     */
    void setUpToServe(boolean writable, boolean everywhere) throws IOException {
        letIn("host all " + USER + " " + (everywhere ? "all" : "127.0.0.1/32") + " scram-sha-256");
        Map<String, String> settings = plain();
        settings.put("default_transaction_read_only", writable ? "off" : "on");
        write(settings);
    }

    /**
     * For whoever it is given to: those come in who came in then, our user does not, and it archives nothing.
     *
     * @return the settings
     */
    Map<String, String> setUpToLeave(PgPrograms programs) throws IOException {
        for (String file : WHO_COMES_IN) {
            Path source = data().resolve(file + SOURCE);
            if (Files.exists(source)) {
                Files.copy(source, data().resolve(file), StandardCopyOption.REPLACE_EXISTING);
            } else if (file.equals("pg_hba.conf")) {
                letIn("host all all 127.0.0.1/32 scram-sha-256");
            }
        }
        Map<String, String> settings = plain();
        write(settings);
        // It stays, without a way in, where it owns what somebody made by it.
        SingleUser.run(
                programs, data(), log(), List.of("alter role " + USER + " nologin password null", "drop role " + USER));
        Files.deleteIfExists(password());
        return settings;
    }

    /** All settings are those of the live server again, whose place it takes. */
    void takeSourceSettings() throws IOException {
        for (String file : OF_THE_SOURCE) {
            Path source = data().resolve(file + SOURCE);
            if (Files.exists(source)) {
                Files.move(source, data().resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Map<String, String> plain() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("archive_mode", "off");
        settings.put("max_prepared_transactions", "1000");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        return settings;
    }

    private void letIn(String line) throws IOException {
        Files.writeString(data().resolve("pg_hba.conf"), line + "\n");
    }

    private void write(Map<String, String> settings) throws IOException {
        Files.writeString(
                data().resolve("postgresql.conf"),
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'\n")
                        .collect(Collectors.joining()));
    }

    /**
     * Makes the one user that comes in; his password is kept beside.
     *
     * @param invalid databases that were being dropped, and are whole: others let nobody in before they are told so
     */
    void makeUser(PgPrograms programs, String secret, List<Integer> invalid) throws IOException {
        makeUser(programs, "template1", secret, invalid);
    }

    /** The same in a copy that has this database alone. */
    void makeUser(PgPrograms programs, String database, String secret, List<Integer> invalid) throws IOException {
        DurableFiles.write(password(), secret);
        List<String> statements = new ArrayList<>(List.of(
                "create role " + USER,
                "alter role " + USER + " superuser login connection limit -1 password '" + secret + "'"));
        for (int dropped : invalid) {
            statements.add("update pg_database set datconnlimit = -1 where datconnlimit = -2 and oid = "
                    + Integer.toUnsignedString(dropped));
        }
        SingleUser.run(programs, data(), log(), database, statements);
    }

    String secret() throws IOException {
        return Files.readString(password());
    }

    /** Starts it there. */
    Server launch(PgPrograms programs, ServerSettings settings) {
        return Server.launch(new Server.Start(programs, data(), log(), settings));
    }

    /** The same where nobody else has to find it. */
    Server launch(PgPrograms programs) {
        return launch(programs, ServerSettings.ofItsOwn(0));
    }

    /** Ends what runs there, whoever started it. */
    void stop(Server.Stop how) {
        if (Files.isDirectory(data())) {
            Server.runningOn(data(), log()).ifPresent(server -> server.stop(how));
        }
    }

    boolean isRunning() {
        return Files.isDirectory(data()) && Server.runningOn(data(), log()).isPresent();
    }

    /** Removes all of it. */
    void remove() throws IOException {
        if (Files.isDirectory(path)) {
            stop(Server.Stop.IMMEDIATE);
            DurableFiles.empty(path);
            Files.delete(path);
        }
    }
}
