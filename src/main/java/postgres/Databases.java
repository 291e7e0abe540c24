package postgres;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * The databases that are known, by name: {@value #MAIN} is the one that is looked after, the others are configured as
 * {@code databases.<name>.*} or registered while the service runs. Nobody is called before somebody asks for a connection.
 */
@ApplicationScoped
public class Databases {

    /** The database that is looked after, where the ledger is. */
    public static final String MAIN = "main";

    private static final int MOST_CONNECTIONS = 32;

    private final DataSource main;
    private final DatabaseSettings settings;
    private final TreeMap<String, DatabaseSettings.Database> registered = new TreeMap<>();
    private final Map<String, Lent> lent = new HashMap<>();
    private final TreeMap<String, AgroalDataSource> opened = new TreeMap<>();

    /** A database that calls named by its URL, and when one did last; with it goes what lets us in. */
    private record Lent(DatabaseSettings.Database database, Instant asked) {

        private static final Duration KEPT = Duration.ofDays(1);

        boolean isForgotten() {
            return asked.plus(KEPT).isBefore(Instant.now());
        }
    }

    public Databases(DataSource main, DatabaseSettings settings) {
        this.main = main;
        this.settings = settings;
    }

    /** The one that is looked after, for endpoints of routes: {@code jdbc:main}. */
    @Produces
    @Singleton
    @Unremovable
    @Identifier(MAIN)
    DataSource main() {
        return main;
    }

    /** All names, {@value #MAIN} among them. */
    public synchronized SortedSet<String> names() {
        TreeSet<String> names = new TreeSet<>(settings.byName().keySet());
        names.addAll(registered.keySet());
        names.add(MAIN);
        return names;
    }

    /** Whether the name was made known while the service ran, as a recovered server's is. */
    public synchronized boolean isRegistered(String name) {
        return registered.containsKey(name);
    }

    /** The database of that name. Connections to others than {@value #MAIN} take no part in the caller's transaction. */
    public synchronized Optional<DataSource> find(String name) throws SQLException {
        if (name.equals(MAIN)) {
            return Optional.of(main);
        }
        DatabaseSettings.Database database = known(name);
        return database == null ? Optional.empty() : Optional.of(open(name, database));
    }

    /** The password for the database of that name, if one is known here; not that for {@value #MAIN}. */
    public synchronized Optional<String> password(String name) {
        DatabaseSettings.Database database = known(name);
        return database == null ? Optional.empty() : password(name, database);
    }

    private DatabaseSettings.Database known(String name) {
        DatabaseSettings.Database database = settings.byName().getOrDefault(name, registered.get(name));
        return database == null && lent.containsKey(name) ? lent.get(name).database() : database;
    }

    /**
     * Makes a database known until it is unregistered, or the service ends.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public synchronized void register(String name, DatabaseSettings.Database database) {
        if (names().contains(name)) {
            throw new IllegalArgumentException("there is a database \"" + name + "\" already");
        }
        registered.put(name, database);
    }

    /** Forgets a database that was registered, and closes every connection to it; nothing happens if there is none. */
    public synchronized void unregister(String name) {
        if (registered.remove(name) != null) {
            closePool(name);
        }
    }

    /**
     * Makes a database known that a call names by its URL, under {@link DatabaseUrl#name()}. It is listed nowhere, kept in
     * memory alone, and forgotten a day after it was named last.
     */
    public synchronized void lend(DatabaseUrl url, Optional<String> password) {
        lent.entrySet().removeIf(known -> {
            boolean forgotten = known.getValue().isForgotten();
            if (forgotten) {
                closePool(known.getKey());
            }
            return forgotten;
        });
        DatabaseAddress address = url.address(password);
        Lent before = lent.put(url.name(), new Lent(address, Instant.now()));
        if (before != null && !before.database().equals(address)) {
            // Whoever has connections keeps them until he gives them back.
            closePool(url.name());
        }
    }

    /** Whether it is known by its URL. */
    public synchronized boolean isLent(String name) {
        return lent.containsKey(name);
    }

    private void closePool(String name) {
        AgroalDataSource pool = opened.remove(name);
        if (pool != null) {
            pool.close();
        }
    }

    private AgroalDataSource open(String name, DatabaseSettings.Database database) throws SQLException {
        AgroalDataSource pool = opened.get(name);
        if (pool == null) {
            Optional<String> password = password(name, database);
            pool = AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
                            .maxSize(MOST_CONNECTIONS)
                            .acquisitionTimeout(Duration.ofSeconds(10))
                            .reapTimeout(Duration.ofMinutes(5))
                            .validateOnBorrow(true)
                            .connectionValidator(ConnectionValidator.defaultValidator())
                            .connectionFactoryConfiguration(factory -> connect(factory, database, password))));
            opened.put(name, pool);
        }
        return pool;
    }

    private static Optional<String> password(String name, DatabaseSettings.Database database) {
        return database.password()
                .or(() -> database.passwordFile().map(file -> PasswordFile.read("databases." + name, file)));
    }

    private static AgroalConnectionFactoryConfigurationSupplier connect(
            AgroalConnectionFactoryConfigurationSupplier factory,
            DatabaseSettings.Database database,
            Optional<String> password) {
        factory.connectionProviderClass(org.postgresql.Driver.class)
                .jdbcUrl(database.jdbcUrl())
                // So that pg_stat_activity tells who is there, and a server that vanished is noticed.
                .jdbcProperty("ApplicationName", "caravanserai")
                .jdbcProperty("tcpKeepAlive", "true")
                .initialSql(SessionSettings.BEGIN);
        database.username().ifPresent(user -> factory.principal(new NamePrincipal(user)));
        password.ifPresent(secret -> factory.credential(new SimplePassword(secret)));
        return factory;
    }

    @PreDestroy
    public synchronized void close() {
        opened.values().forEach(AgroalDataSource::close);
    }
}
