package console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Json;
import org.junit.jupiter.api.Test;
import security.Role;

/** Pages of values that a test makes up: what is on them, and that nothing in a value is markup. */
class PagesRenderedTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'";

    private final Pages pages = new Pages();

    private String render(String template, Role role, Map<String, Object> shown) {
        Map<String, Object> values = new HashMap<>(shown);
        values.put(
                "status",
                Json.read(
                        "{\"incidents\":[],\"letters\":{\"open\":0,\"tables\":0},\"flows\":[],\"running\":[],\"failed\":[]}"));
        values.put("theme", "");
        values.put("caller", role.label());
        values.put("may", role);
        values.put("place", "");
        return pages.render(template, values);
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('`', '"').replace("HOSTILE", HOSTILE.replace("\"", "\\\"")));
    }

    private static void assertHarmless(String page) {
        assertThat(page).contains("&lt;img src=x").doesNotContain("<img");
    }

    private String recovered(Role role) {
        JsonNode tables = json("[{`table`:`HOSTILE`,`missing`:1,`changed`:1,`added`:0,`same`:2,`sample`:["
                + "{`kind`:`changed`,`key`:{`id`:1},`columns`:[`v`],`then`:{`id`:1,`v`:`old`},`now`:{`id`:1,`v`:`HOSTILE`}},"
                + "{`kind`:`missing`,`key`:{`id`:2},`columns`:[],`then`:{`id`:2,`v`:null}}]}]");
        return render(
                "recovered",
                role,
                Map.of(
                        "server",
                        json("{`id`:`r1`,`state`:`running`,`database`:null}"),
                        "diff",
                        tables,
                        "differing",
                        List.of(Map.of(
                                "table",
                                "HOSTILE",
                                "rows",
                                DiffRows.of(tables.get(0).path("sample")))),
                        "page",
                        OtherPages.recovered(tables)));
    }

    @Test
    void changedCellsOfARecoveredServerAreMarkedAndRowsPutBackByAnAdmin() {
        // When
        String page = recovered(Role.ADMIN);

        // Then
        assertThat(page).contains("<ins>old</ins>", "Put rows back…", "/recoveries/r1/delete/look");
        assertHarmless(page);
    }

    @Test
    void aViewerSeesWhoMayAndNoButton() {
        // When
        String page = recovered(Role.VIEWER);

        // Then
        assertThat(page).contains("An admin puts rows back.").doesNotContain("<form");
    }

    @Test
    void aPreviewOfHostileNamesAndValuesIsText() {
        // Given
        JsonNode previews =
                json("[{`file`:`HOSTILE`,`into`:`HOSTILE`,`mode`:`insert`,`tried`:2,`dialect`:{`delimiter`:`HOSTILE`},"
                        + "`table`:[{`column`:`id`,`type`:`integer`,`required`:true},{`column`:`HOSTILE`,`type`:`text`}],"
                        + "`columns`:[{`field`:`HOSTILE`,`column`:null,`matched`:`ignored`},{`field`:`id`,`column`:`id`,`matched`:`exact`}],"
                        + "`rows`:[{`line`:2,`values`:{`id`:1,`HOSTILE`:`HOSTILE`}}],"
                        + "`letters`:[{`line`:3,`column`:`id`,`reason`:`HOSTILE`,`values`:{}}],"
                        + "`problem`:{`title`:`HOSTILE`,`status`:422,`detail`:`HOSTILE`,`hint`:`HOSTILE`}}]");

        // When
        String page = render(
                "load",
                Role.OPERATOR,
                Map.of(
                        "page", PreviewPage.of(previews, json("[]")),
                        "tables", json("[{`table`:`HOSTILE`}]"),
                        "wanted", HOSTILE,
                        "types", List.of("text")));

        // Then
        assertThat(page)
                .contains("Of the first 2 rows, 1 would go in and 1 would become dead letters", "no such column")
                .doesNotContain("value=\"replace\"");
        assertHarmless(page);
    }

    @Test
    void anUndoSaysWhatGoesWhatComesBackAndThatItIsLast() {
        // Given
        JsonNode dry = json("{`kind`:`undo`,`rows`:{`in`:6},`problem`:null,`detail`:{`wouldDiscardLetters`:1,"
                + "`tables`:[{`table`:`t`,`wouldRemove`:3,`wouldReturn`:1,`wouldChangeBack`:1}]}}");

        // When
        String page = render("ask", Role.ADMIN, Map.of("ask", DryRun.undo("7", dry)));

        // Then
        assertThat(page)
                .containsSubsequence(
                        "cannot be done again",
                        "3 rows that it brought go.",
                        "1 row that it took away comes back.",
                        "1 row becomes what it was.",
                        "1 dead letter of it is discarded.",
                        "1 row was changed since by somebody else, and stays.",
                        "action=\"/runs/7/undo\"",
                        "Undo 5 rows");
    }

    @Test
    void aRestoreThatWasOnlyTriedSaysWhatWouldBecomeOfTheRows() {
        // Given
        JsonNode dry = json(
                "{`kind`:`restore`,`rows`:{`in`:9,`loaded`:0,`rejected`:0,`unchanged`:3,`skipped`:6},`problem`:null,"
                        + "`detail`:{`dryRun`:true,`tables`:[{`table`:`t`,`missing`:4,`changed`:2,`same`:3,`added`:0,`wouldInsert`:4,"
                        + "`wouldUpdate`:0,`wouldDelete`:0,`wouldReject`:1}]}}");

        // When
        String page =
                render("ask", Role.ADMIN, Map.of("ask", DryRun.restore("s", "t", dry, Map.of("rows", "missing"))));

        // Then
        assertThat(page)
                .contains("aria-label=\"9 in: 3 loaded, 1 rejected, 3 unchanged, 2 skipped\"", "Restore 3 rows")
                .contains("What would become of the rows", "1 row does not fit any more");
    }

    @Test
    void aRestoreThatWouldBeRefusedSaysWhyAndOffersNothing() {
        // Given
        JsonNode dry = json("{`kind`:`restore`,`rows`:{`in`:0},`detail`:{},"
                + "`problem`:{`title`:`Refused`,`status`:422,`detail`:`HOSTILE`,`hint`:`look`}}");

        // When
        String page = render("ask", Role.ADMIN, Map.of("ask", DryRun.restore("s", "t", dry, Map.of("rows", "all"))));

        // Then
        assertThat(page).contains("Not now").doesNotContain("<form");
        assertHarmless(page);
    }

    @Test
    void theWindowIsDrawnWithItsIncidents() {
        // Given
        JsonNode window = json("{`from`:{`time`:`2026-11-01T00:00:00Z`},`to`:{`time`:`2026-11-02T00:00:00Z`},"
                + "`spans`:[{`from`:{`time`:`2026-11-01T00:00:00Z`},`to`:{`time`:`2026-11-02T00:00:00Z`}}]}");
        JsonNode incidents = json(
                "[{`id`:4,`kind`:`truncate`,`table`:`HOSTILE`,`state`:`open`,`committedAt`:`2026-11-01T12:00:00Z`}]");

        // When
        String svg = new TimeLine(window, incidents, json("[{`id`:`b`,`ended`:`2026-11-01T00:00:00Z`}]"))
                .svg()
                .toString();

        // Then
        assertThat(svg).contains("href=\"#incident-4\"", "class=\"lost\" d=\"M500.0", "class=\"base\"");
        assertHarmless(svg);
    }

    @Test
    void aCurveSaysItsHighestAndItsLast() {
        // Given
        Curve curve = OtherPages.curves(
                        json("[{`flow`:`HOSTILE`,`at`:`2026-11-01T00:00:00Z`,`seconds`:30},"
                                + "{`flow`:`HOSTILE`,`at`:`2026-11-01T00:01:00Z`,`seconds`:1.5}]"),
                        "flow",
                        "seconds")
                .get(0);

        // When
        String svg = curve.svg(false).toString();

        // Then
        assertThat(curve.finding()).startsWith("At most 30 s").endsWith("1.5 s at the end");
        assertHarmless(svg);
    }
}
