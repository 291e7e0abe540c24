package recovery.lab;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import postgres.Lsn;
import postgres.replication.ServerAddress;
import recovery.backup.StoredBackup;
import recovery.replication.ReplicationFacts;
import recovery.replication.StandbyFacts;
import recovery.servers.WantedTarget;
import recovery.wal.Incident;

/** A table is emptied with all that refers to it, while the only standby lags; the way back, against the clock. */
final class DisasterExercise {

    private static final String TRUNCATE = "truncate products cascade";
    private static final List<String> LOST = List.of("products", "orderitems");

    private DisasterExercise() {}

    static String run(LabRun lab) throws SQLException, IOException, InterruptedException {
        LabProtocol protocol = lab.protocol();
        protocol.step("A shop, and a standby that lags");
        LabServer live = lab.server("live", Map.of());
        LabHouse house = lab.house("live", live);
        LabShop.open(live);
        StoredBackup backup = house.backup(live);
        LabServer standby =
                lab.add("standby", live.standby("standby", backup, lab.folder().resolve("standby"), "standby"));
        FailoverExercise.await("the standby has what the server has", () -> FailoverExercise.shows(standby, live));
        FailoverExercise.cut(standby);
        LabShop.laterOrder(live);
        String products = LabShop.hash(live, "products");
        String items = LabShop.hash(live, "orderitems");
        protocol.saw("there are " + LabShop.counts(live) + "; the standby has not received the newest order");

        protocol.step("Somebody empties a table on the live server");
        protocol.yours("do it yourself: " + live.psql() + " -c \"" + TRUNCATE + "\"");
        long began = System.nanoTime();
        if (!LabShop.hash(live, "products").equals("no rows")) {
            live.execute(TRUNCATE);
        }
        protocol.did(TRUNCATE);
        protocol.saw("there are " + LabShop.counts(live) + ": what refers to products went too");
        live.execute("insert into customers values (4, 'Late', 'Comer')");
        house.awaitReceived();

        protocol.step("Is failing over to the standby a way out?");
        ReplicationFacts replication = house.replication();
        StandbyFacts facts = replication.standbys().get(0);
        lab.require(
                Boolean.FALSE.equals(facts.safeToFailOver())
                        && facts.atRisk() != null
                        && facts.atRisk().rows() > 0,
                "the failover was not judged unsafe");
        protocol.did("GET /api/v1/replication");
        protocol.saw("no: it is " + facts.unflushedBytes() + " bytes behind, and would lose "
                + FailoverExercise.rows(facts.atRisk()) + ". It has the products only because it lags: had it kept up,"
                + " it would have emptied them as well");

        protocol.step("Find out what happened");
        List<Incident> incidents = house.incidents(backup);
        List<Incident> truncates = incidents.stream()
                .filter(incident -> incident.kind() == Incident.Kind.TRUNCATE)
                .toList();
        lab.require(truncates.size() == LOST.size(), "the incident was not found: " + incidents);
        Lsn lsn = truncates.get(0).lsn();
        protocol.did("GET /api/v1/recovery/incidents");
        protocol.saw("transaction " + truncates.get(0).xid() + " emptied "
                + truncates.stream().map(incident -> incident.table().display()).collect(Collectors.joining(" and "))
                + " at " + truncates.get(0).committedAt() + ", committed at " + lsn);

        protocol.step("Make a server as it was just before");
        ServerAddress before = house.recover(new WantedTarget(null, null, null, null, lsn.toString(), null));
        protocol.did("POST /api/v1/recoveries {\"target\":{\"before\":\"<incident>\"}}");
        try (Connection recovered = before.database();
                Connection now = live.connect()) {
            protocol.saw("there, there are " + LabShop.counts(recovered));
            lab.require(
                    LabShop.hash(recovered, "products").equals(products)
                            && LabShop.hash(recovered, "orderitems").equals(items),
                    "the recovered rows are not those that were lost");

            protocol.step("Put the rows back");
            Map<String, Long> put = LabShop.putBack(recovered, now, LOST);
            protocol.did("POST /api/v1/recoveries/<id>/put-back");
            protocol.saw("rows put back: " + put);
        }
        String rto = PitrExercise.seconds(began);

        protocol.step("Judge");
        String counts = LabShop.counts(live);
        protocol.saw("there are " + counts);
        lab.require(
                LabShop.hash(live, "products").equals(products)
                        && LabShop.hash(live, "orderitems").equals(items),
                "the rows came back otherwise than they were");
        lab.require(counts.equals("customers 4, products 4, orders 3, orderitems 5"), "after all there are " + counts);
        return "All 4 products and 5 items are back, value by value, and the customer that came after the disaster stayed. RPO: 0 rows lost."
                + " RTO: " + rto + " s from the TRUNCATE to the last row put back. Failing over would have lost "
                + facts.atRisk().rows()
                + " rows for good, and a standby that had kept up would have been as empty: replication"
                + " guards against a broken server, not against a wrong statement.";
    }
}
