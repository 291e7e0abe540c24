package dumps.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dumps.ReadDump;
import dumps.keep.KeptDump;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeTest {

    private static final int MEMORY = 1 << 12;
    private static final String[] COMPOSITIONS = {
        "id int(11)",
        "product_id int(11)",
        "component_id int(11)",
        "created_at datetime",
        "updated_at datetime",
        "quantity decimal(15,3)",
        "line_num int(11)",
        "fixed tinyint(1)"
    };

    @TempDir
    Path folder;

    private Kept.Lines state(List<KeptDump> dumps, int upTo, Policy policy) throws IOException {
        Kept.Lines lines = new Kept.Lines();
        try (Merge merge = Merge.of(dumps, null, folder.resolve("sort"), MEMORY)) {
            merge.run(new Question(upTo, policy, null), lines);
        }
        return lines;
    }

    private Kept.Lines latest(List<KeptDump> dumps) throws IOException {
        return state(dumps, dumps.size(), Policy.LATEST_DUMP);
    }

    private Findings findings(List<KeptDump> dumps) throws IOException {
        try (Merge merge = Merge.of(dumps, null, folder.resolve("sort"), MEMORY)) {
            return merge.findings();
        }
    }

    private List<KeptDump> threeBackups() throws IOException {
        return new ArrayList<>(List.of(
                Kept.file("one.txt")
                        .table("compositions", COMPOSITIONS)
                        .row(1, 1, 2, null, null, "1.000", null, null)
                        .row(2, 1, 3, null, null, "1.000", null, null)
                        .row(3, null, 190, "2008-07-24 10:27:34", "2008-07-24 10:27:34", "5.000", null, null)
                        .row(4, 259, 358, "2008-11-19 16:50:36", "2008-11-19 16:52:20", "1.000", 80, 1)
                        .in(folder),
                Kept.file("two.txt")
                        .table("compositions", COMPOSITIONS)
                        .row(3, null, 190, "2008-07-24 10:27:34", "2008-07-25 10:27:34", "20.000", null, null)
                        .row(8, 66, 22, "2008-01-19 00:00:00", "2008-01-19 00:52:00", "7.000", 99, 1)
                        .in(folder),
                Kept.file("three.txt")
                        .table("compositions", COMPOSITIONS)
                        .row(4, 259, 358, "2008-11-19 16:50:36", "2008-11-26 17:00:00", "1.000", 80, 1)
                        .in(folder)));
    }

    @Test
    void theNewestVersionOfEachRowStaysInWhateverOrderTheFilesCome() throws IOException {
        // Given
        List<KeptDump> files = threeBackups();
        Set<List<String>> answers = new LinkedHashSet<>();

        // When
        for (int turn = 0; turn < 3; turn++) {
            Collections.rotate(files, 1);
            answers.add(latest(files).lines);
            Collections.swap(files, 0, 1);
            answers.add(latest(files).lines);
            Collections.swap(files, 0, 1);
        }

        // Then
        assertThat(answers)
                .containsExactly(List.of(
                        "compositions: 1|1|2|NULL|NULL|1.000|NULL|NULL @one.txt",
                        "compositions: 2|1|3|NULL|NULL|1.000|NULL|NULL @one.txt",
                        "compositions: 3|NULL|190|2008-07-24 10:27:34|2008-07-25 10:27:34|20.000|NULL|NULL @two.txt",
                        "compositions: 4|259|358|2008-11-19 16:50:36|2008-11-26 17:00:00|1.000|80|1 @three.txt",
                        "compositions: 8|66|22|2008-01-19 00:00:00|2008-01-19 00:52:00|7.000|99|1 @two.txt"));
    }

    @Test
    void theHighestTimesPutFilesInOrderThatSayNothingElse() throws IOException {
        // When
        Findings findings = findings(threeBackups());

        // Then
        assertThat(findings.files())
                .extracting(place -> place.file().name())
                .containsExactly("two.txt", "one.txt", "three.txt");
        assertThat(findings.order()).allSatisfy(step -> assertThat(step.tie()).isFalse());
        assertThat(findings.order().get(1).evidence())
                .contains(new Evidence(
                        Evidence.Kind.HIGHEST_TIME,
                        "compositions",
                        "2008-11-19 16:52:20",
                        "2008-11-26 17:00:00",
                        true));
    }

    @Test
    void whatSpeaksAgainstTheOrderIsSaid() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("a")
                        .completeAt("2020-01-01 10:00:00")
                        .table("t", "id int")
                        .row(1)
                        .row(9)
                        .in(folder),
                Kept.file("b")
                        .completeAt("2020-02-01 10:00:00")
                        .table("t", "id int")
                        .row(1)
                        .row(7)
                        .in(folder));

        // When
        FileOrder.Step step = findings(files).order().get(0);

        // Then
        assertThat(step.earlier()).isEqualTo("a");
        assertThat(step.evidence()).extracting(Evidence::kind).containsExactly(Evidence.Kind.STATED_TIME);
        assertThat(step.against()).containsExactly(new Evidence(Evidence.Kind.GROWING_KEY, "t", "9", "7", false));
    }

    @Test
    void aRowThatALaterCompleteDumpLacksIsGoneUnlessAllAreWanted() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("jan")
                        .completeAt("2020-01-01")
                        .table("t", "id int", "v text")
                        .row(1, "a")
                        .row(2, "b")
                        .in(folder),
                Kept.file("feb")
                        .completeAt("2020-02-01")
                        .table("t", "id int", "v text")
                        .row(2, "c")
                        .in(folder));

        // When
        List<String> latest = latest(files).lines;
        List<String> all = state(files, 2, Policy.UNION).lines;
        List<String> before = state(files, 1, Policy.LATEST_DUMP).lines;

        // Then
        assertThat(latest).containsExactly("t: 2|c @feb");
        assertThat(all).containsExactly("t: 1|a @jan", "t: 2|c @feb");
        assertThat(before).containsExactly("t: 1|a @jan", "t: 2|b @jan");
    }

    @Test
    void aPartialDumpTakesNothingAway() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("jan")
                        .completeAt("2020-01-01")
                        .table("t", "id int", "v text")
                        .row(1, "a")
                        .row(2, "b")
                        .in(folder),
                Kept.file("feb")
                        .completeAt("2020-02-01")
                        .table("t", "id int", "v text")
                        .partial()
                        .row(2, "c")
                        .in(folder));

        // When
        List<String> latest = latest(files).lines;

        // Then
        assertThat(latest).containsExactly("t: 1|a @jan", "t: 2|c @feb");
    }

    @Test
    void nothingIsTakenAwayByADumpOfWhichNobodyKnowsThatItIsTheLaterOne() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("x")
                        .completeAt(null)
                        .table("t", "k varchar(9)", "v text")
                        .row("a", "1")
                        .row("b", "2")
                        .in(folder),
                Kept.file("y")
                        .completeAt(null)
                        .table("t", "k varchar(9)", "v text")
                        .row("b", "2")
                        .row("c", "3")
                        .in(folder));

        // When
        Kept.Lines latest = latest(files);

        // Then
        assertThat(findings(files).order().get(0).tie()).isTrue();
        assertThat(latest.lines).extracting(line -> line.substring(0, 4)).containsExactly("t: a", "t: b", "t: c");
        assertThat(latest.counts.get(0).doubtful()).isEqualTo(1);
    }

    @Test
    void columnsThatCameLaterHaveTheirDefaultsInOlderRows() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("old")
                        .completeAt("2019-01-01")
                        .table("t", "id int", "gone text", "n smallint")
                        .partial()
                        .row(1, "x", 5)
                        .in(folder),
                Kept.file("new")
                        .completeAt("2020-01-01")
                        .table("t", "id int", "n int", "colour varchar(9) 'red'")
                        .partial()
                        .row(2, 6, "blue")
                        .in(folder));

        // When
        List<String> latest = latest(files).lines;
        List<Drift> drift = findings(files).drift();

        // Then
        assertThat(latest).containsExactly("t: 1|5|red @old", "t: 2|6|blue @new");
        assertThat(drift)
                .extracting(Drift::what, Drift::column, Drift::from, Drift::to, Drift::file)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Drift.What.COLUMN_RETYPED, "n", "smallint", "int", "new"),
                        org.assertj.core.groups.Tuple.tuple(
                                Drift.What.COLUMN_ADDED, "colour", null, "varchar(9)", "new"),
                        org.assertj.core.groups.Tuple.tuple(Drift.What.COLUMN_DROPPED, "gone", "text", null, "new"));
    }

    @Test
    void tablesOfOneNameInTwoDatabasesStayApart() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("a").tableOf("shop", "t", "id int").row(1).in(folder),
                Kept.file("b").tableOf("blog", "t", "id int").row(2).in(folder),
                Kept.file("c").tableOf("shop", "u", "id int").row(3).in(folder),
                Kept.file("d").table("u", "id int").row(4).in(folder));

        // When
        List<String> latest = latest(files).lines;

        // Then
        assertThat(latest).containsExactly("blog.t: 2 @b", "shop.t: 1 @a", "u: 3 @c", "u: 4 @d");
    }

    @Test
    void withoutAKeyEqualRowsAreCounted() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("a")
                        .completeAt("2020-01-01")
                        .table("t", "v text")
                        .key()
                        .row("x")
                        .row("x")
                        .row("y")
                        .in(folder),
                Kept.file("b")
                        .completeAt("2020-02-01")
                        .table("t", "v text")
                        .key()
                        .row("y")
                        .row("x")
                        .row("y")
                        .in(folder));

        // When
        List<String> latest = latest(files).lines;
        List<String> all = state(files, 2, Policy.UNION).lines;

        // Then
        assertThat(latest).containsExactly("t: x @b", "t: y @b", "t: y @b");
        assertThat(all).containsExactly("t: x @b", "t: x @a", "t: y @b", "t: y @b");
    }

    @Test
    void whatBecameOfARowIsToldFromFileToFile() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("a")
                        .completeAt("2020-01-01")
                        .table("t", "id int", "v text", "updated_at datetime")
                        .row(1, "x", "2020-01-01 00:00:00")
                        .in(folder),
                Kept.file("b")
                        .completeAt("2020-02-01")
                        .table("t", "id int", "v text", "updated_at datetime")
                        .row(1, "y", "2020-01-05 00:00:00")
                        .in(folder),
                Kept.file("c")
                        .completeAt("2020-03-01")
                        .table("t", "id int", "v text", "updated_at datetime")
                        .row(1, "z", "2020-01-03 00:00:00")
                        .in(folder),
                Kept.file("d")
                        .completeAt("2020-04-01")
                        .table("t", "id int", "v text", "updated_at datetime")
                        .in(folder));

        // When
        List<String> changes = latest(files).changes;

        // Then
        assertThat(changes)
                .containsExactly(
                        "insert 1|x|2020-01-01 00:00:00 @1",
                        "update 1|y|2020-01-05 00:00:00 @2",
                        "older 1|z|2020-01-03 00:00:00 @3",
                        "delete 1|y|2020-01-05 00:00:00 @4");
    }

    @Test
    void theSameBytesUnderTwoNamesAreOneDump() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("b").table("t", "v text").key().row("x").in(folder),
                Kept.file("a")
                        .sameBytesAs("b")
                        .table("t", "v text")
                        .key()
                        .row("x")
                        .in(folder));

        // When
        Findings findings = findings(files);

        // Then
        assertThat(findings.duplicates()).containsExactly(java.util.Map.entry("b", "a"));
        assertThat(latest(files).lines).containsExactly("t: x @a");
    }

    @Test
    void filesWithTheSameRowsInAnotherOrderAreToldAsTheSameState() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("a")
                        .completeAt("2020-01-01")
                        .table("t", "id int")
                        .row(1)
                        .row(2)
                        .in(folder),
                Kept.file("b")
                        .completeAt("2020-02-01")
                        .table("t", "id int")
                        .row(2)
                        .row(1)
                        .in(folder));

        // When
        List<Findings.Place> places = findings(files).files();

        // Then
        assertThat(places.get(1).sameStateAs()).isEqualTo("a");
    }

    @Test
    void moreRowsThanMemoryHoldsComeInTheOrderOfTheirKey() throws IOException {
        // Given
        List<Integer> keys =
                new ArrayList<>(IntStream.range(-2000, 3000).boxed().toList());
        Collections.shuffle(keys, new Random(7));
        Kept file = Kept.file("a").table("t", "id int", "v text");
        keys.forEach(key -> file.row(key, "value " + key));

        // When
        List<String> lines = latest(List.of(file.in(folder))).lines;

        // Then
        assertThat(lines)
                .containsExactlyElementsOf(IntStream.range(-2000, 3000)
                        .mapToObj(key -> "t: " + key + "|value " + key + " @a")
                        .toList());
    }

    @Test
    void rowsWithoutNamesHaveTheColumnsOfTheOtherFilesDefinition() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("a")
                        .table("t", "id int", "v text")
                        .row(1, "x")
                        .row(2, "y")
                        .in(folder),
                Kept.file("b")
                        .table("t", "column1 int", "column2 text")
                        .undefined()
                        .row(2, "z")
                        .in(folder));

        // When
        List<String> all = state(files, 2, Policy.UNION).lines;

        // Then
        assertThat(all).hasSize(2).contains("t: 1|x @a");
    }

    @Test
    void aRowThatIsGoneFromAPartitionIsGone() throws IOException {
        // Given
        List<KeptDump> files = new ArrayList<>();
        for (int month = 1; month <= 2; month++) {
            String rows = month == 1 ? "1\ta\n2\ta" : "2\ta";
            files.add(KeptDump.open(ReadDump.of(folder, "m" + month + ".sql", PARTITIONED.formatted(rows, month))
                    .json()));
        }
        // When
        Kept.Lines latest = latest(files);
        // Then
        assertThat(latest.lines).containsExactly("pt: 2|a @m2.sql", "pt: 5|b @m2.sql");
        assertThat(findings(files).order()).singleElement().satisfies(step -> assertThat(step.evidence())
                .anyMatch(one -> one.kind() == Evidence.Kind.STATED_TIME));
    }

    @Test
    void aPartitionThatIsLeftOutWithOtherTablesKeepsItsRowsAndOneThatIsDroppedTakesThemAlong() throws IOException {
        // Given
        KeptDump all = partitions("all.sql", "2020-01-01", true, true);
        KeptDump chosen = partitions("chosen.sql", "2020-01-02", false, false);
        KeptDump dropped = partitions("dropped.sql", "2020-01-03", true, false);

        // When
        Kept.Lines whileChosen = latest(List.of(all, chosen));
        Kept.Lines atEnd = latest(List.of(all, chosen, dropped));

        // Then
        assertThat(whileChosen.lines).contains("pt: 1|x @chosen.sql", "pt: 2|y @all.sql");
        assertThat(atEnd.lines).contains("pt: 1|x @dropped.sql").noneMatch(line -> line.startsWith("pt: 2"));
        assertThat(findings(List.of(all, chosen, dropped)).drift())
                .filteredOn(one -> one.what() == Drift.What.PARTITION_GONE)
                .singleElement()
                .satisfies(one -> assertThat(one.from() + ": " + one.to())
                        .isEqualTo("pt_b: its rows stay, as the dump leaves out other tables too"));
    }

    private KeptDump partitions(String name, String at, boolean other, boolean both) throws IOException {
        Kept file = Kept.file(name).completeAt(at).table("pt", "id int", "v text");
        file.table("pt_a", "id int", "v text").partitionOf("pt").row(1, "x");
        if (both) {
            file.table("pt_b", "id int", "v text").partitionOf("pt").row(2, "y");
        }
        if (other) {
            file.table("u", "id int").row(1);
        }
        return file.in(folder);
    }

    private static final String PARTITIONED =
            """
            -- PostgreSQL database dump
            CREATE TABLE public.pt (id int NOT NULL, k text NOT NULL) PARTITION BY LIST (k);
            CREATE TABLE public.pt_a (id int NOT NULL, k text NOT NULL);
            CREATE TABLE public.pt_b (id int NOT NULL, k text NOT NULL) PARTITION BY RANGE (id);
            CREATE TABLE public.pt_b_1 (id int NOT NULL, k text NOT NULL);
            ALTER TABLE ONLY public.pt ATTACH PARTITION public.pt_a FOR VALUES IN ('a');
            ALTER TABLE ONLY public.pt ATTACH PARTITION public.pt_b FOR VALUES IN ('b');
            ALTER TABLE ONLY public.pt_b ATTACH PARTITION public.pt_b_1 FOR VALUES FROM (1) TO (9);
            COPY public.pt_a (id, k) FROM stdin;
            %s
            \\.
            COPY public.pt_b_1 (id, k) FROM stdin;
            5\tb
            \\.
            ALTER TABLE ONLY public.pt ADD CONSTRAINT pt_pkey PRIMARY KEY (id, k);
            -- Completed on 2024-0%d-01 10:00:01 UTC
            -- PostgreSQL database dump complete
            """;

    @Test
    void whatPhpMyAdminSaysOfItsTimeIsATime() {
        assertThat(Moments.of("Jan 05, 2022 at 10:11 PM")).isEqualTo(Moments.of("2022-01-05 22:11:00"));
        assertThat(Moments.of("Dec 31, 2021 at 12:05 AM")).isEqualTo(Moments.of("2021-12-31 00:05:00"));
        assertThat(Moments.of("Mar 1, 2021 at 17:05")).isEqualTo(Moments.of("2021-03-01 17:05:00"));
        assertThat(Moments.of("Abc 05, 2022 at 10:11 PM")).isNull();
        assertThat(Moments.of("Feb 30, 2022 at 10:11 PM")).isNull();
    }

    @Test
    void rowsAloneTellTheirAgeByWhatOtherFilesSayOfTheirColumns() throws IOException {
        // Given
        String table =
                """
                -- MySQL dump 10.13
                CREATE TABLE `o` (`id` int, `upd` timestamp NULL ON UPDATE CURRENT_TIMESTAMP, PRIMARY KEY (`id`));
                INSERT INTO `o` VALUES (1,'2020-03-01 00:00:00');
                -- Dump completed on 2020-04-01  1:00:00
                """;
        String alone = "INSERT INTO o (id, upd) VALUES (7,'2020-02-15 00:00:00');";
        List<KeptDump> files = List.of(
                KeptDump.open(ReadDump.of(folder, "alone.sql", alone).json()),
                KeptDump.open(ReadDump.of(folder, "whole.sql", table).json()));
        // When
        Findings found = findings(files);
        // Then
        assertThat(found.order()).singleElement().satisfies(step -> {
            assertThat(step.earlier()).isEqualTo("alone.sql");
            assertThat(step.evidence().get(0).kind()).isEqualTo(Evidence.Kind.HIGHEST_TIME);
        });
        assertThat(latest(files).lines).containsExactly("o: 1|2020-03-01 00:00:00 @whole.sql");
    }

    private List<KeptDump> twoOfNames(String collation, String[] first, String second) throws IOException {
        Kept one = Kept.file("one.sql")
                .completeAt("2024-01-01 00:00:00")
                .table("people", "name varchar(20)", "age int")
                .key("name")
                .column(0, "collation", collation);
        for (String name : first) {
            one.row(name, 1);
        }
        return List.of(
                one.in(folder),
                Kept.file("two.sql")
                        .completeAt("2024-02-01 00:00:00")
                        .table("people", "name varchar(20)", "age int")
                        .key("name")
                        .column(0, "collation", collation)
                        .partial()
                        .row(second, 2)
                        .in(folder));
    }

    @Test
    void aKeyInOtherLettersIsTheSameKeyToMySql() throws IOException {
        // When
        Kept.Lines lines = latest(twoOfNames("null", new String[] {"MÜLLER", "Abt"}, "muller "));

        // Then
        assertThat(lines.lines).containsExactly("people: Abt|1 @one.sql", "people: muller |2 @two.sql");
    }

    @Test
    void whereACollationTellsLettersApartTheyAreTwoKeys() throws IOException {
        // When
        Kept.Lines lines = latest(twoOfNames("\"utf8mb4_bin\"", new String[] {"ABT"}, "abt"));

        // Then
        assertThat(lines.lines).containsExactly("people: ABT|1 @one.sql", "people: abt|2 @two.sql");
    }

    @Test
    void whatOneFileHasTwiceInOtherLettersStaysTwo() throws IOException {
        // When
        Kept.Lines lines = latest(twoOfNames("null", new String[] {"ABT", "abt"}, "abt"));

        // Then
        assertThat(lines.lines).containsExactly("people: ABT|1 @one.sql", "people: abt|2 @two.sql");
    }

    @Test
    void aPartitionMayHaveItsColumnsInAnOrderOfItsOwn() throws IOException {
        // Given
        KeptDump dump = KeptDump.open(ReadDump.of(
                        folder,
                        "dump.sql",
                        """
                -- PostgreSQL database dump
                CREATE TABLE public.t (id integer NOT NULL, note text) PARTITION BY RANGE (id);
                CREATE TABLE public.t1 (id integer NOT NULL, note text);
                CREATE TABLE public.t2 (note text, id integer NOT NULL);
                ALTER TABLE ONLY public.t ATTACH PARTITION public.t1 FOR VALUES FROM (1) TO (10);
                ALTER TABLE ONLY public.t ATTACH PARTITION public.t2 FOR VALUES FROM (10) TO (20);
                COPY public.t1 (id, note) FROM stdin;
                1\tone
                \\.
                COPY public.t2 (note, id) FROM stdin;
                ten\t10
                \\.
                -- PostgreSQL database dump complete
                """)
                .json());

        // When
        Kept.Lines lines = latest(List.of(dump));

        // Then
        assertThat(lines.lines).containsExactly("t: 1|one @dump.sql", "t: 10|ten @dump.sql");
    }

    @Test
    void whatSomebodySaysIsCalledOtherwiseIsOneColumnAndOneTable() throws IOException {
        // Given
        List<KeptDump> files = List.of(
                Kept.file("one.sql")
                        .completeAt("2024-01-01 00:00:00")
                        .table("clients", "no int", "mail text")
                        .key("no")
                        .row(1, "a@x")
                        .row(2, "b@x")
                        .in(folder),
                Kept.file("two.sql")
                        .completeAt("2024-02-01 00:00:00")
                        .table("customers", "id int", "email text")
                        .key("id")
                        .partial()
                        .row(2, "c@x")
                        .in(folder));
        Renames renames = Renames.of(List.of("clients=customers", "customers.no=id", "customers.mail=email"));
        Kept.Lines lines = new Kept.Lines();

        // When
        try (Merge merge = Merge.of(files, renames, null, folder.resolve("sort"), MEMORY)) {
            merge.run(new Question(2, Policy.LATEST_DUMP, null), lines);
        }

        // Then
        assertThat(lines.lines).containsExactly("customers: 1|a@x @one.sql", "customers: 2|c@x @two.sql");
        assertThat(latest(files).lines).hasSize(3);
    }
}
