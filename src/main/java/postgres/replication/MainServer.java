package postgres.replication;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.security.SimplePassword;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Properties;

/** The server of the database that is looked after. */
public final class MainServer {

    private MainServer() {}

    /** Where the pool of that database connects to, as whom it does. */
    @Produces
    @Singleton
    public static ServerAddress of(AgroalDataSource main) {
        var pool = main.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        Properties properties = new Properties();
        properties.putAll(pool.jdbcProperties());
        if (pool.principal() != null) {
            properties.setProperty("user", pool.principal().getName());
        }
        for (Object credential : pool.credentials()) {
            if (credential instanceof SimplePassword password) {
                properties.setProperty("password", password.getWord());
            }
        }
        return new ServerAddress(pool.jdbcUrl(), properties);
    }
}
