package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import blackbox.Chromium.Look;
import blackbox.Chromium.Visit;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A walk through all pages in a browser, by day and night, at a desk and on a phone. */
class ConsoleWalkIT {

    private static Service service;
    private static Chromium browser;
    private static final Map<String, String> PAGES = new LinkedHashMap<>();

    @BeforeAll
    static void aHouseWithSomethingInEveryRoom() {
        browser = Chromium.start();
        service = OtherDatabase.apart()
                .knownTo(Service.apart(), "copy")
                .with("SYNC_FLOWS_DEMO_TO", "copy")
                .start();
        service.sql(
                "create table departments (id int primary key, department text not null)",
                "create table jobs (id int primary key, job text not null)",
                "create table hired_employees (id int primary key, name text not null, datetime timestamptz not null,"
                        + " department_id int not null references departments, job_id int not null references jobs)");
        String load = service.rows("departments", "id,department\n1,Sales\n2,Stables\n3,Kitchen\nx,Roof\n4,\n", "")
                .json()
                .path("id")
                .asText();
        service.rows("jobs", "id,job\n1,Cook\n2,Smith\n", "");
        service.rows(
                "hired_employees",
                "id,name,datetime,department_id,job_id\n1,Ann,2021-02-01T08:00:00Z,1,1\n2,Bo,2021-08-01T08:00:00Z,2,2\n"
                        + "3,Cy,2021-08-02T08:00:00Z,9,2\n4,Di,yesterday,1,1\n"
                        + "5,Ed,2021-08-03T08:00:00Z,1,1\n",
                "");
        post("/api/v1/flows/demo/copy", "{}");
        post("/api/v1/drills", "{\"table\":\"departments\",\"rows\":1}");
        String set = post("/api/v1/snapshots", "{}").at("/detail/snapshot").asText();
        post("/api/v1/snapshots/" + set + "/verify", "");
        post("/api/v1/base-backups", "{}");
        archive("shop", "'Nut'", "'Bolt', 'red'");
        service.sql("update departments set department = 'Market' where id = 2", "delete from departments where id = 3");

        PAGES.put("home", "/");
        PAGES.put("tables", "/tables");
        PAGES.put("table", "/tables/departments");
        PAGES.put("load", "/load?table=departments");
        PAGES.put("runs", "/runs");
        PAGES.put("run", "/runs/" + load);
        PAGES.put("letters", "/letters");
        PAGES.put("reason", "/letters?table=hired_employees&sqlstate=23503&column=department_id");
        PAGES.put(
                "letter",
                "/letters/"
                        + service.letters("hired_employees").get(0).path("id").asText());
        PAGES.put("snapshots", "/snapshots");
        PAGES.put("snapshot", "/snapshots/" + set + "?table=departments");
        PAGES.put("drills", "/drills");
        PAGES.put("recovery", "/recovery");
        PAGES.put("replication", "/replication");
        PAGES.put("laboratory", "/lab");
        PAGES.put("dumps", "/dumps");
        PAGES.put("archive", "/dumps/shop");
        PAGES.put("archive-table", "/dumps/shop/tables/parts");
        PAGES.put("archive-row", "/dumps/shop/tables/parts?key=1");
        PAGES.put("flows", "/flows");
        PAGES.put("reports", "/reports");
        PAGES.put("report", "/reports/hires-by-quarter");
    }

    private static JsonNode post(String path, String body) {
        Service.Answer answer = service.post(path, "application/json", body, "Prefer", "wait=120");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Two dumps of a table that got a column in between. */
    private static void archive(String name, String then, String now) {
        String columns = "CREATE TABLE `parts` (`id` int NOT NULL, `name` varchar(20), PRIMARY KEY (`id`));\n";
        Service.Answer answer = service.post(
                "/api/v1/dumps",
                "multipart/form-data; boundary=b",
                part("archive", null, name)
                        + part("file", "b.sql", columns + "INSERT INTO `parts` VALUES (1," + then + "),(2,'<b>Cog');\n")
                        + part(
                                "file",
                                "a.sql",
                                columns.replace("PRIMARY", "`colour` varchar(9), PRIMARY") + "INSERT INTO `parts` VALUES (1,"
                                        + now + "),(3,'Gear',NULL);\n")
                        + "--b--\r\n");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static String part(String field, String file, String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + field + "\""
                + (file == null ? "" : "; filename=\"" + file + "\"") + "\r\n\r\n" + content + "\r\n";
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        if (service != null) {
            service.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DAY", "NIGHT_ON_A_PHONE"})
    void everyPageCanBeUsedByEverybodyAndAsksNobodyElse(Look look) {
        // Given
        try (Visit visit = browser.visit(service, look)) {
            // When
            PAGES.forEach((name, path) -> visit.open(path).judge(name));

            // Then
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void nightIsChosenOnceAndStays() {
        // Given
        try (Visit visit = browser.visit(service, Look.DAY)) {
            visit.open("/");

            // When
            visit.page().click("[data-theme-toggle]");
            visit.open("/tables");

            // Then
            assertThat(visit.page().getAttribute("html", "data-theme")).isEqualTo("dark");
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void allReportsAreDrawnOnOnePage() {
        // Given
        try (Visit visit = browser.visit(service, Look.DAY)) {
            // When
            visit.open("/reports");
            visit.page().waitForSelector("#figures section:nth-child(1) svg");
            visit.page().waitForSelector("#figures section:nth-child(2) svg");
            visit.judge("figures");

            // Then
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void homeFollowsWhatHappensElsewhere() {
        // Given
        try (Visit visit = browser.visit(service, Look.DAY)) {
            visit.open("/");
            visit.page().waitForSelector("h2:has-text(\"Last runs\")");

            // When
            service.sql("create table seen_from_home (id int primary key)");
            service.rows("seen_from_home", "id\n1\n", "");

            // Then
            visit.page().waitForSelector("a:has-text(\"ingest seen_from_home\")");
            assertThat(visit.complaints()).isEmpty();
        }
    }
}
