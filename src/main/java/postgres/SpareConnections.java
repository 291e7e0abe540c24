package postgres;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A few connections to the database that is looked after which no work takes: to look at the ledger, to write down what is
 * asked for, and to tell whether the database answers, while work holds all that the pool has. They take part in nobody's
 * transaction.
 */
@ApplicationScoped
public class SpareConnections {

    /** One of them listens. */
    private static final int MOST = 5;

    /** Of those who look at long lists, so that they keep none of the others from its connection. */
    private static final int MOST_LOOKING = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AgroalDataSource main;
    private AgroalDataSource spare;
    private AgroalDataSource looking;

    SpareConnections(AgroalDataSource main) {
        this.main = main;
    }

    /**
     * One of them, to be given back soon.
     *
     * @throws SQLException if the database does not answer
     */
    public Connection open() throws SQLException {
        return pool().getConnection();
    }

    /** For the endpoints of routes by which people look at the ledger and change letters: {@code dataSource=#ledger}. */
    @Produces
    @Singleton
    @Unremovable
    @Identifier("ledger")
    synchronized DataSource ledger() throws SQLException {
        if (looking == null) {
            looking = likeMain(MOST_LOOKING);
        }
        return looking;
    }

    private synchronized AgroalDataSource pool() throws SQLException {
        if (spare == null) {
            spare = likeMain(MOST);
        }
        return spare;
    }

    private AgroalDataSource likeMain(int most) throws SQLException {
        var likeMain = main.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        return AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(most)
                        .acquisitionTimeout(PATIENCE)
                        .validateOnBorrow(true)
                        .connectionValidator(ConnectionValidator.defaultValidator())
                        .connectionFactoryConfiguration(() -> likeMain)));
    }

    @PreDestroy
    synchronized void close() {
        if (spare != null) {
            spare.close();
        }
        if (looking != null) {
            looking.close();
        }
    }
}
