package postgres;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A few connections to the database that is looked after which no work takes: to look at the ledger, to write down what is
 * asked for, and to tell whether the database answers, while work holds all that the pool has. They take part in nobody's
 * transaction.
 */
@ApplicationScoped
public class SpareConnections {

    /** One of them listens. */
    private static final int MOST = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AgroalDataSource main;
    private AgroalDataSource spare;

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

    private synchronized AgroalDataSource pool() throws SQLException {
        if (spare == null) {
            var likeMain = main.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
            spare = AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(MOST)
                            .acquisitionTimeout(PATIENCE)
                            .validateOnBorrow(true)
                            .connectionValidator(ConnectionValidator.defaultValidator())
                            .connectionFactoryConfiguration(() -> likeMain)));
        }
        return spare;
    }

    @PreDestroy
    synchronized void close() {
        if (spare != null) {
            spare.close();
        }
    }
}
