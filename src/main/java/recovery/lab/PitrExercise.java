package recovery.lab;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import postgres.replication.ServerAddress;
import recovery.servers.WantedTarget;

/** Rows are deleted, noticed later, and had back from the moment before; what came since stays. */
final class PitrExercise {

    private static final String JOHNSONS = "(select * from customers where last_name = 'Johnson')";
    private static final String DELETE = "delete from customers where last_name = 'Johnson'";

    private PitrExercise() {}

    static String run(LabRun lab) throws SQLException, IOException, InterruptedException {
        LabProtocol protocol = lab.protocol();
        protocol.step("A shop, a base backup, and the log received from then on");
        LabServer live = lab.server("live", Map.of());
        LabHouse house = lab.house("live", live);
        LabShop.open(live);
        house.backup(live);
        String before = LabShop.hash(live, JOHNSONS);
        protocol.did("POST /api/v1/base-backups");
        protocol.saw("there are " + LabShop.counts(live) + "; the log is received as it is written");

        protocol.step("Note the time");
        String time = live.value("select clock_timestamp()::text");
        protocol.did("select clock_timestamp()");
        protocol.saw("it is " + time);

        protocol.step("Delete the Johnsons, with their orders");
        long started = System.nanoTime();
        protocol.yours("delete them yourself: " + live.psql() + " -c \"" + DELETE + "\"");
        if (!LabShop.hash(live, JOHNSONS).equals("no rows")) {
            live.execute(DELETE);
        }
        protocol.did(DELETE);
        protocol.saw("there are " + LabShop.counts(live) + ": the orders went with their customers");

        protocol.step("Business goes on: a new customer orders something");
        LabShop.laterOrder(live);
        protocol.saw("there are " + LabShop.counts(live));
        house.awaitReceived();

        protocol.step("Rewind to the time that was noted, beside the live server");
        ServerAddress then = house.recover(new WantedTarget(time, null, null, null, null, null));
        protocol.did("POST /api/v1/recoveries {\"target\":{\"time\":\"" + time + "\"}}");
        try (Connection recovered = then.database();
                Connection now = live.connect()) {
            protocol.saw("there, there are " + LabShop.counts(recovered)
                    + ": the Johnsons, and not the order that came later. Going back as a whole would have lost that");
            lab.require(LabShop.hash(recovered, JOHNSONS).equals(before), "the Johnsons are not there as they were");

            protocol.step("Put back what the live server lacks");
            Map<String, Long> put = LabShop.putBack(recovered, now, LabShop.TABLES);
            protocol.did(
                    "POST /api/v1/recoveries/<id>/put-back {\"tables\":[\"customers\",\"orders\",\"orderitems\"]}");
            protocol.saw("rows put back: " + put);
        }

        protocol.step("Judge");
        String counts = LabShop.counts(live);
        protocol.saw("there are " + counts);
        lab.require(LabShop.hash(live, JOHNSONS).equals(before), "the Johnsons came back otherwise than they were");
        lab.require(counts.equals("customers 3, products 4, orders 3, orderitems 5"), "after all there are " + counts);
        return "The Johnsons are back as they were, value by value, and the order that came after the delete is still there: no row"
                + " was lost. From the delete until then it took " + seconds(started)
                + " s. A base backup and the log that goes on from it lead back to any moment; putting rows back, instead of going"
                + " back as a whole, keeps what came since.";
    }

    static String seconds(long since) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - since) / 1e9);
    }
}
