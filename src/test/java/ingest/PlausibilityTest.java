package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postgres.Column;
import rows.load.Dialect;

class PlausibilityTest {

    private static boolean plausible(Column column, String field, String nullText) {
        // The bytes around a field are those of its neighbours, and of older records.
        byte[] bytes = ("\"9" + field + "\"\"").getBytes(StandardCharsets.UTF_8);
        Plausibility plausibility = new Plausibility(List.of(column), new Dialect(',', '"', nullText));
        return plausibility.suspect(bytes, 2, new int[] {0}, new int[] {bytes.length - 4}, null) < 0;
    }

    private static boolean plausible(String type, String field) {
        return plausible(HandMade.column("c", type), field, "");
    }

    private static Stream<Arguments> usual() {
        return Stream.of(
                values("int2", "0", "-1", "+7", "32767", "-32768", "007", "\"12\"", " 5", "5 "),
                values("int4", "2147483647", "-2147483648", "0000000000001", "\"-1\""),
                values("int8", "9223372036854775807", "-9223372036854775808", "1730000000000000001"),
                values(
                        "numeric(5,2)",
                        "999.99",
                        "-999.99",
                        "+0.1",
                        "0",
                        "123",
                        "00123.4",
                        "1.23456",
                        ".5",
                        "-.5",
                        "5."),
                values("numeric(3,3)", "0.125", ".125", "-0.999", "0"),
                values("numeric(2,5)", "0.00012"),
                values("numeric(2,-3)", "99000", "-1000"),
                values("numeric", "1" + "0".repeat(500), "0." + "1".repeat(500), "1e5", "1.5E-3"),
                values("float8", "1", "-1.5", "1e10", "1E-05", "2.5e+250", "NaN", ".5"),
                values("float4", "3.14", "1e-5"),
                values(
                        "bool", "t", "f", "true", "false", "TRUE", "False", "y", "n", "yes", "No", "1", "0", "on",
                        "OFF", "T"),
                values(
                        "date",
                        "2024-02-29",
                        "2000-02-29",
                        "2023-02-28",
                        "2024-01-31",
                        "2024-04-30",
                        "1999-12-31",
                        "\"2024-10-31\"",
                        "0001-01-01",
                        "9999-12-31"),
                values(
                        "timestamp",
                        "2024-01-31",
                        "2024-01-31 23:59",
                        "2024-01-31 23:59:59",
                        "2024-01-31T00:00:00.123456789",
                        "\"2024-01-31 10:00:00\""),
                values(
                        "timestamptz",
                        "2021-07-27T16:02:08Z",
                        "2021-07-27T16:02Z",
                        "2021-07-27 16:02:08+02",
                        "2021-07-27 16:02:08-0330",
                        "2021-07-27T16:02:08.5+05:45",
                        "2021-07-27T16:02:08+14:00",
                        "2021-07-27T16:02:08-12:00"),
                values(
                        "uuid",
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                        "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                        "\"00000000-0000-0000-0000-000000000000\""),
                values("varchar(3)", "abc", "", "\"\"", "\"abc\"", "äöü", "漢漢漢", "😀😀😀", "\"\"\"ab\""),
                values("bpchar(2)", "DE", "\"漢字\""),
                values("varchar", "x".repeat(10_000)),
                values("text", "anything", "\"any\nthing\"", "\"\""),
                values("jsonb", "{}"),
                values("bytea", "\\x00"));
    }

    private static Stream<Arguments> odd() {
        return Stream.of(
                values("int2", "32768", "-32769", "99999999999999999999", "1.0", "x", "-", "\"\"", "1 2", "--1", "０"),
                values("int4", "2147483648", "-2147483649", "1e3", "0x10", "\"1\"\"\""),
                values(
                        "int8",
                        "9223372036854775808",
                        "-9223372036854775809",
                        "18446744073709551617",
                        "9999999999999999999"),
                values("numeric(5,2)", "1000", "-1000.00", "1,5", "1.2.3", ".", "+", "", "\"\"", "abc"),
                values("numeric(3,3)", "1", "1.0"),
                values("numeric(2,-3)", "100000"),
                values("float8", "1e", "e5", "1e+", "x", "--1", "1.5.2"),
                values("bool", "2", "maybe", "tru e", "\"\"", "ja", "wahr"),
                values(
                        "date",
                        "2023-02-29",
                        "1900-02-29",
                        "2024-02-30",
                        "2024-04-31",
                        "2024-13-01",
                        "2024-00-10",
                        "2024-01-00",
                        "2024-01-32",
                        "2024/01/01",
                        "24-01-01",
                        "2024-1-1",
                        "\"\"",
                        "0000-01-01"),
                values(
                        "timestamp",
                        "2024-01-31T",
                        "2024-01-31 24",
                        "2024-01-31 25:00:00",
                        "2024-01-31 10:60",
                        "2024-01-31 10:00:61",
                        "2024-01-31 10:00:00.",
                        "2024-02-30 10:00:00",
                        "2024-01-31x10:00:00",
                        "soon"),
                values(
                        "timestamptz",
                        "2021-07-27T16:02:08ZZ",
                        "2021-07-27T16:02:08+2",
                        "2021-07-27T16:02:08+16:00",
                        "2021-07-27T16:02:08+02:0",
                        "2021-07-27T16:02:08+02:60"),
                values(
                        "uuid",
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
                        "g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                        "x",
                        "\"\""),
                values("varchar(3)", "abcd", "\"abcd\"", "漢漢漢漢", "äöüß"),
                values("bpchar(2)", "DEU"));
    }

    private static Arguments values(String type, String... fields) {
        return Arguments.of(type, List.of(fields));
    }

    @ParameterizedTest
    @MethodSource("usual")
    void whatIsUsualForATypeIsPlausible(String type, List<String> fields) {
        assertThat(fields).allSatisfy(field -> {
            // When
            boolean plausible = plausible(type, field);

            // Then
            assertThat(plausible).as("%s as %s", field, type).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("odd")
    void whatIsOddForATypeIsSuspect(String type, List<String> fields) {
        assertThat(fields).allSatisfy(field -> {
            // When
            boolean plausible = plausible(HandMade.column("c", type), field, "NULL");

            // Then
            assertThat(plausible).as("%s as %s", field, type).isFalse();
        });
    }

    @Test
    void everyDayOfACenturyIsPlausibleAndNoOther() {
        // Given
        int days = 0;

        for (int year = 1999; year < 2101; year++) {
            for (int month = 0; month < 14; month++) {
                for (int day = 0; day < 34; day++) {
                    String date = "%04d-%02d-%02d".formatted(year, month, day);

                    // When
                    boolean plausible = plausible("date", date);

                    // Then
                    assertThat(plausible).as(date).isEqualTo(isDay(date));
                    days += plausible ? 1 : 0;
                }
            }
        }
        assertThat(days).isEqualTo(37_255);
    }

    private static boolean isDay(String date) {
        try {
            LocalDate.parse(date);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @Test
    void nullIsPlausibleUnlessTheColumnIsRequired() {
        // When
        boolean inOptional = plausible(HandMade.column("c", "int4"), "", "");
        boolean inRequired = plausible(HandMade.required("c", "int4"), "", "");
        boolean requiredText = plausible(HandMade.required("c", "text"), "NULL", "NULL");
        boolean quotedNullText = plausible(HandMade.required("c", "text"), "\"NULL\"", "NULL");
        boolean emptyText = plausible(HandMade.required("c", "text"), "", "NULL");
        boolean emptyShortText = plausible(HandMade.required("c", "varchar(3)"), "", "NULL");
        boolean multibyteNull = plausible(HandMade.column("c", "int4"), "∅", "∅");

        // Then
        assertThat(inOptional).isTrue();
        assertThat(inRequired).isFalse();
        assertThat(requiredText).isFalse();
        assertThat(quotedNullText).isTrue();
        assertThat(emptyText).isTrue();
        assertThat(emptyShortText).isTrue();
        assertThat(multibyteNull).isTrue();
    }

    @Test
    void anEmptyFieldThatIsNotNullIsJudgedWithoutItsNeighbours() {
        for (String type : List.of("int4", "bool", "date", "timestamp", "uuid", "numeric", "float8")) {
            // When
            boolean plausible = plausible(HandMade.column("c", type), "", "NULL");

            // Then
            assertThat(plausible).as(type).isFalse();
        }
    }

    @Test
    void theFirstOddFieldIsTold() {
        // Given
        Plausibility plausibility = new Plausibility(
                List.of(HandMade.column("a", "int4"), HandMade.column("b", "date"), HandMade.column("c", "uuid")),
                Dialect.OURS);
        byte[] record = HandMade.utf8("1,x,y");

        // When
        int first = plausibility.suspect(record, 0, new int[] {0, 2, 4}, new int[] {1, 3, 5}, null);
        int firstOfChosen =
                plausibility.suspect(record, 0, new int[] {0, 2, 4}, new int[] {1, 3, 5}, new int[] {2, 1, 0});

        // Then
        assertThat(first).isEqualTo(1);
        assertThat(firstOfChosen).isZero();
    }

    @Test
    void onceTrustedOnlyMissingValuesAreSuspect() {
        // Given
        Plausibility plausibility =
                new Plausibility(List.of(HandMade.column("a", "int4"), HandMade.required("b", "int4")), Dialect.OURS);

        // When
        plausibility.trust();

        // Then
        assertThat(plausibility.suspect(HandMade.utf8("x,y"), 0, new int[] {0, 2}, new int[] {1, 3}, null))
                .isEqualTo(-1);
        assertThat(plausibility.suspect(HandMade.utf8("1,"), 0, new int[] {0, 2}, new int[] {1, 2}, null))
                .isEqualTo(1);
    }

    @Test
    void noBytesMakeItThrow() {
        // Given
        List<Column> columns = Stream.of(
                        "int2",
                        "int4",
                        "int8",
                        "numeric",
                        "numeric(5,2)",
                        "numeric(2,5)",
                        "float8",
                        "bool",
                        "date",
                        "timestamp",
                        "timestamptz",
                        "uuid",
                        "varchar(3)",
                        "bpchar(1)",
                        "text")
                .map(type -> HandMade.column(type, type))
                .toList();
        Plausibility plausibility = new Plausibility(columns, new Dialect(',', '"', "NULL"));
        Random random = new Random(11);
        byte[] alphabet = HandMade.utf8("0123456789-+.:TZ eE\"tfyné");
        int suspects = 0;

        for (int n = 0; n < 200_000; n++) {
            byte[] field = new byte[random.nextInt(40)];
            for (int i = 0; i < field.length; i++) {
                field[i] = alphabet[random.nextInt(alphabet.length)];
            }
            if (random.nextInt(4) == 0 && field.length > 1) {
                field[0] = '"';
                field[field.length - 1] = '"';
            } else if (field.length > 0 && field[0] == '"') {
                field[0] = '1';
            }
            int[] starts = new int[columns.size()];
            int[] ends = new int[columns.size()];
            Arrays.fill(ends, field.length);

            // When
            for (int c = 0; c < columns.size(); c++) {
                int[] only = new int[columns.size()];
                suspects += plausibility.suspect(field, 0, starts, ends, only) >= 0 ? 1 : 0;
            }
        }

        // Then
        assertThat(suspects).isPositive();
    }
}
