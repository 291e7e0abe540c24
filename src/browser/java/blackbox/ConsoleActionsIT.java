package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import blackbox.Chromium.Look;
import blackbox.Chromium.Visit;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done in the console, done with real rows in a browser. */
@Tag("thorough")
class ConsoleActionsIT {

    private static final Pattern RUN = Pattern.compile(".*/runs/[0-9a-f-]{36}");

    private static Service service;
    private static Chromium browser;

    private Visit visit;
    private Page page;

    @BeforeAll
    static void open() {
        browser = Chromium.start();
        service = OtherDatabase.apart()
                .knownTo(Service.apart(), "copy")
                .with("SYNC_FLOWS_DEMO_TO", "copy")
                .with("SYNC_FLOWS_DEMO_TABLES", "copied")
                .start();
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

    @BeforeEach
    void look() {
        visit = browser.visit(service, Look.DAY);
        page = visit.page();
        page.setDefaultTimeout(60_000);
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(visit.complaints()).isEmpty();
        visit.close();
    }

    private void press(String name) {
        page.locator("main button").filter(named(name)).first().click();
    }

    private static Locator.FilterOptions named(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    /** In the dialog that has asked. */
    private void agree(String name) {
        page.waitForSelector("dialog[open]");
        visit.judge("dialog-" + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]+", "-"));
        page.locator("dialog[open] button").filter(named(name)).click();
    }

    private void awaitRun(String sentence) {
        page.waitForURL(RUN);
        page.waitForSelector("h1:has-text(\"" + sentence + "\")");
    }

    @Test
    void aFileIsLookedAtMappedAndLoaded(@TempDir Path folder) throws Exception {
        // Given
        service.sql("create table looked_at (id int primary key, name text not null, seen date)");
        Path file = Files.writeString(
                folder.resolve("people.csv"), "ID;Full name;Seen;Notes\n1;Ann;2024-02-01;x\n2;;2024-02-02;y\n3;Cy;2024-02-03;z\n");
        visit.open("/load?table=looked_at");

        // When
        page.setInputFiles("#file", file);
        page.waitForSelector("h1:has-text(\"cannot be loaded as it is\")");
        page.selectOption("select[aria-label='Column for Full name']", "Full name:name");
        page.waitForSelector("#looked h1:has-text(\"can be loaded into\")");
        page.waitForCondition(
                () -> page.inputValue("select[aria-label='Column for Notes']").equals("Notes:-"));
        visit.judge("load-looked-at");
        String preview = page.textContent("#preview");
        press("Load into looked_at");
        awaitRun("2 of 3 rows are in.");

        // Then
        assertThat(preview).contains("Line 3 would be a dead letter: name is required, and is missing");
        assertThat(service.value("select string_agg(name, ',' order by id) from looked_at")).isEqualTo("Ann,Cy");
        visit.judge("run-of-a-load");
    }

    @Test
    void aTableIsMadeOfAFileWithAnotherTypeThanWasFound(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("made_here.csv"), "id,code\n1,20\n2,30\n");
        visit.open("/load");

        // When
        page.check("input[name=create]");
        page.setInputFiles("#file", file);
        page.waitForSelector("select[aria-label='Type of code']");
        page.selectOption("select[aria-label='Type of code']", "code:numeric");
        page.waitForSelector("#looked:not([aria-busy])");
        page.waitForCondition(
                () -> page.inputValue("select[aria-label='Type of code']").equals("code:numeric"));
        press("Load into made_here");
        awaitRun("All 2 rows are accounted for.");

        // Then
        assertThat(service.value("select pg_typeof(code) from made_here limit 1")).isEqualTo("numeric");
    }

    @Test
    void aLoadIsUndoneAfterItsDryRunWasShown() {
        // Given
        service.sql("create table undone_here (id int primary key)");
        String run = service.rows("undone_here", "id\n1\n2\n", "").json().path("id").asText();
        visit.open("/runs/" + run);

        // When
        press("Undo…");
        page.waitForSelector("dialog[open]");
        String asked = page.textContent("dialog[open]");
        long before = service.count("undone_here");
        agree("Undo 2 rows");
        awaitRun("It was taken back.");

        // Then
        assertThat(asked).contains("2 rows that it brought go.");
        assertThat(before).isEqualTo(2);
        assertThat(service.count("undone_here")).isZero();
    }

    @Test
    void lettersAreCorrectedRedrivenAndDiscarded() {
        // Given
        service.sql("create table desk_here (id int primary key, name text not null)");
        service.rows("desk_here", "id,name\n1,\n2,\n3,Cy\n", "");
        visit.open("/letters?table=desk_here&sqlstate=23502&column=name");

        // When
        page.fill("[aria-label='name of line 2']", "Ann <i>&");
        page.check("[aria-label='Choose the letter of line 2']");
        press("Correct and redrive the chosen");
        awaitRun("The one row is accounted for.");
        visit.open("/letters?table=desk_here");
        page.check("[aria-label='Choose the letter of line 3']");
        press("Discard the chosen…");
        agree("Discard 1 dead letter");
        page.waitForSelector("h3:has-text(\"No row waits here\")");

        // Then
        assertThat(service.value("select name from desk_here where id = 1")).isEqualTo("Ann <i>&");
        assertThat(service.letters("desk_here")).hasSize(2);
    }

    @Test
    void lostRowsAreChosenAndRestoredFromASetWhichIsThenDeleted() {
        // Given
        service.sql("create table kept_there (id int primary key, v text)", "insert into kept_there values (1,'a'),(2,'b'),(3,'c')");
        String set = service.post("/api/v1/snapshots", "application/json", "{\"tables\":[\"kept_there\"]}", "Prefer", "wait=60")
                .json()
                .at("/detail/snapshot")
                .asText();
        service.sql("delete from kept_there where id > 1");
        visit.open("/snapshots/" + set + "?table=kept_there");

        // When
        page.check("[aria-label='Choose row {\"id\":3}']");
        press("Restore the chosen…");
        agree("Restore 1 row");
        awaitRun("accounted for");
        String restored = service.value("select string_agg(v, ',' order by id) from kept_there");
        press("Undo…");
        agree("Undo 1 row");
        awaitRun("It was taken back.");
        visit.open("/snapshots/" + set);
        press("Delete this set…");
        page.waitForSelector("dialog[open]");
        page.fill("#typed", set);
        agree("Delete it");
        page.waitForURL("**/snapshots");

        // Then
        assertThat(restored).isEqualTo("a,c");
        assertThat(service.count("kept_there")).isEqualTo(1);
        assertThat(service.get("/api/v1/snapshots/" + set).status()).isEqualTo(404);
    }

    @Test
    void aLossIsRehearsedAFlowCopiedAndRepaired() {
        // Given
        service.sql("create table copied (id int primary key, v text)", "insert into copied select i, 'v' from generate_series(1, 20) i");
        visit.open("/drills");

        // When
        page.selectOption("#table", "copied");
        page.fill("#rows", "5");
        press("Rehearse it…");
        agree("Delete 5 rows and bring them back");
        awaitRun("All 5 rows are accounted for.");
        visit.open("/flows");
        press("copy…");
        agree("Copy demo");
        awaitRun("All 20 rows are accounted for.");
        service.sql("update copied set v = 'w' where id = 7");
        visit.open("/flows");
        press("repair…");
        agree("Repair demo");
        page.waitForURL(RUN);
        page.waitForSelector(".badge.done");
        visit.open("/flows").judge("flows-with-lag");

        // Then
        JsonNode compared = service.post("/api/v1/flows/demo/compare", "application/json", "{}", "Prefer", "wait=60").json();
        assertThat(compared.at("/detail/equal").asBoolean()).as(compared.toString()).isTrue();
        assertThat(service.get("/api/v1/flows/lag").json().path("lag")).isNotEmpty();
    }

    @Test
    void whatAnIncidentDestroyedIsRecoveredAndPutBack() {
        // Given
        service.sql("create table destroyed (id int primary key, v text)", "insert into destroyed select i, 'v' from generate_series(1, 30) i");
        visit.open("/recovery");
        press("Take a base backup");
        page.waitForURL(RUN);
        page.waitForSelector(".badge.done", new Page.WaitForSelectorOptions().setTimeout(120_000));
        service.sql("truncate destroyed");
        Service.await("the incident is seen", () -> !service.get("/api/v1/recovery/incidents?table=destroyed")
                .json()
                .path("incidents")
                .isEmpty());
        visit.open("/recovery").judge("recovery-with-an-incident");

        // When
        press("Recover to just before");
        page.waitForURL(RUN);
        page.waitForSelector(".badge.done", new Page.WaitForSelectorOptions().setTimeout(240_000));
        String recovery = service.get(page.url().replaceFirst(".*/runs/", "/api/v1/runs/"))
                .json()
                .at("/detail/recovery")
                .asText();
        visit.open("/recoveries/" + recovery).judge("recovered");
        press("Put rows back…");
        agree("Put back 30 rows");
        awaitRun("accounted for");
        visit.open("/recoveries/" + recovery);
        press("Remove this server…");
        page.waitForSelector("dialog[open]");
        page.fill("#typed", recovery);
        agree("Remove it");
        page.waitForURL("**/recovery");

        // Then
        assertThat(service.count("destroyed")).isEqualTo(30);
        assertThat(service.get("/api/v1/recoveries").json().path("recoveries").findValuesAsText("id"))
                .doesNotContain(recovery);
    }
}
