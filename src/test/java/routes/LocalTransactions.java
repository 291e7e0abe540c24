package routes;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.TransactionManager;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.camel.jta.JtaTransactionPolicy;
import postgres.TestServer;

/** Real transactions on a plain context: what {@code transacted()} stands for, and a pool whose connections take part. */
final class LocalTransactions extends JtaTransactionPolicy {

    /** The name under which Camel looks for what {@code transacted()} means. */
    static final String NAME = "PROPAGATION_REQUIRED";

    private static final TransactionManager MANAGER = manager();

    private static TransactionManager manager() {
        try {
            // Nothing to recover: a test's transaction has one database and no second try.
            for (String store : new String[] {"default", "communicationStore", "stateStore"}) {
                BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store.equals("default") ? null : store)
                        .setObjectStoreType(VolatileStore.class.getName());
            }
            BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("test");
        } catch (CoreEnvironmentBeanException e) {
            throw new IllegalStateException("cannot set up transactions", e);
        }
        return jtaPropertyManager.getJTAEnvironmentBean().getTransactionManager();
    }

    /** A pool for the database, whose connections belong to the caller's transaction where there is one. */
    static AgroalDataSource pool(String url) {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
                            .maxSize(16)
                            .acquisitionTimeout(Duration.ofSeconds(10))
                            .transactionIntegration(new NarayanaTransactionIntegration(
                                    MANAGER,
                                    jtaPropertyManager.getJTAEnvironmentBean().getTransactionSynchronizationRegistry()))
                            .connectionFactoryConfiguration(
                                    factory -> factory.connectionProviderClass(org.postgresql.Driver.class)
                                            .jdbcUrl(url)
                                            .principal(new NamePrincipal(TestServer.username()))
                                            .credential(new SimplePassword(TestServer.password())))));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot open " + url, e);
        }
    }

    @Override
    public void run(Runnable work) throws Throwable {
        if (MANAGER.getTransaction() != null) {
            work.run();
            return;
        }
        MANAGER.begin();
        try {
            work.run();
        } catch (Throwable e) {
            MANAGER.rollback();
            throw e;
        }
        MANAGER.commit();
    }
}
