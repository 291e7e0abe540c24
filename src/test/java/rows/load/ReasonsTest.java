package rows.load;

import static ingest.HandMade.column;
import static ingest.HandMade.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import ingest.HandMade;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import postgres.Column;
import postgres.Constraint;
import postgres.Table;
import postgres.TableName;

class ReasonsTest {

    private static final TableName DEPARTMENTS = new TableName("public", "departments");
    private static final TableName EMPLOYEES = new TableName("public", "employees");
    private static final Column RANK = new Column("rank", "hr.rank", "int4", "integer", -1, false, false, false, true);

    private static final Table TABLE = HandMade.table(
            "employees",
            List.of(
                    column("id", "int4"),
                    column("name", "varchar(10)"),
                    column("department", "int4"),
                    column("boss", "int4"),
                    RANK),
            List.of(
                    new Constraint(Constraint.Kind.PRIMARY_KEY, "pk", List.of("id"), null, null, List.of()),
                    new Constraint(
                            Constraint.Kind.UNIQUE, "both", List.of("name", "department"), null, null, List.of()),
                    new Constraint(Constraint.Kind.UNIQUE, "lower_name", List.of(), null, null, List.of()),
                    new Constraint(
                            Constraint.Kind.FOREIGN_KEY, "fk", List.of("department"), null, DEPARTMENTS, List.of("id")),
                    new Constraint(
                            Constraint.Kind.FOREIGN_KEY, "boss_fk", List.of("boss"), null, EMPLOYEES, List.of("id")),
                    new Constraint(Constraint.Kind.CHECK, "positive", List.of("id"), "(id > 0)", null, List.of())));

    private static Rejection refusal(String record, Reasons.Report report) {
        BatchBuilder builder = new BatchBuilder(
                TABLE, List.of("id", "name", "department", "boss"), Dialect.OURS, TextEncoding.UTF_8, new byte[64]);
        builder.add(utf8(record), 0, utf8(record).length, 1);
        return new Reasons(TABLE).explain(builder.build(), 0, report);
    }

    private static Reasons.Report report(String state, String column, String constraint, String type) {
        return new Reasons.Report(state, column, constraint, "the message", "", type);
    }

    @Test
    void aMissingValueIsNamed() {
        // When
        Rejection refusal = refusal("1,,2,3", report("23502", "name", "", ""));

        // Then
        assertThat(refusal.reason()).isEqualTo("name is required, and is missing");
        assertThat(refusal.column()).isEqualTo("name");
        assertThat(refusal.waits()).isFalse();
    }

    @Test
    void aValueOfTheWrongKindIsShownWithItsType() {
        // When
        Rejection wrong = refusal("x,a,2,3", report("22P02", "id", "", ""));
        Rejection tooLarge = refusal("9999999999,a,2,3", report("22003", "id", "", ""));
        Rejection tooLong = refusal("1," + "a".repeat(200) + ",2,3", report("22001", "name", "", ""));

        // Then
        assertThat(wrong.reason()).isEqualTo("\"x\" is no int4");
        assertThat(tooLarge.reason()).isEqualTo("\"9999999999\" is out of range for int4");
        assertThat(tooLong.reason()).isEqualTo("\"" + "a".repeat(80) + "…\" is too long for varchar(10)");
    }

    @Test
    void aLongValueIsNotCutInsideACharacter() {
        // When
        Rejection tooLong = refusal("1,a" + "😀".repeat(100) + ",2,3", report("22001", "name", "", ""));

        // Then
        assertThat(tooLong.reason()).doesNotContain("?").contains("😀…");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(tooLong.reason()))
                .isTrue();
    }

    @Test
    void aWrongValueThatNoColumnIsKnownOfIsToldInTheServersWords() {
        // When
        Rejection wrong = refusal("1,a,2,3", report("22P02", null, "", ""));
        Rejection outOfRange = refusal("1,a,2,3", report("22003", null, "", ""));
        Rejection notInTheFile = refusal("1,a,2,3", report("22003", "rank", "", ""));

        // Then
        assertThat(wrong.reason()).isEqualTo("the message");
        assertThat(outOfRange.reason()).isEqualTo("the message");
        assertThat(notInTheFile.reason()).isEqualTo("the message");
        assertThat(notInTheFile.column()).isEqualTo("rank");
    }

    @Test
    void aKeyThatIsThereAlreadyIsShown() {
        // When
        Rejection one = refusal("7,a,2,3", report("23505", null, "pk", ""));
        Rejection two = refusal("7,a,2,3", report("23505", null, "both", ""));
        Rejection expression = refusal("7,a,2,3", report("23505", null, "lower_name", ""));
        Rejection unknown = refusal("7,a,2,3", report("23505", null, "dropped_since", ""));

        // Then
        assertThat(one.reason()).isEqualTo("id \"7\" is there already (pk)");
        assertThat(two.reason()).isEqualTo("name \"a\", department \"2\" is there already (both)");
        assertThat(two.column()).isEqualTo("name,department");
        assertThat(expression.reason()).isEqualTo("the key is there already (lower_name)");
        assertThat(unknown.reason()).isEqualTo("the key is there already (dropped_since)");
    }

    @Test
    void aReferenceToNothingNamesTheOtherTableAndOneToTheSameTableWaits() {
        // When
        Rejection other = refusal("1,a,99,3", report("23503", null, "fk", ""));
        Rejection same = refusal("1,a,2,99", report("23503", null, "boss_fk", ""));

        // Then
        assertThat(other.reason()).isEqualTo("department \"99\" is not in departments (fk)");
        assertThat(other.waits()).isFalse();
        assertThat(same.waits()).isTrue();
    }

    @Test
    void aCheckIsTold() {
        // When
        Rejection known = refusal("-1,a,2,3", report("23514", null, "positive", ""));
        Rejection ofDomain = refusal("1,a,2,3", report("23514", null, "rank_check", "rank"));

        // Then
        assertThat(known.reason()).isEqualTo("check positive does not hold: (id > 0)");
        assertThat(known.column()).isEqualTo("id");
        assertThat(ofDomain.reason()).isEqualTo("the message");
        assertThat(ofDomain.column()).isEqualTo("rank");
    }

    @Test
    void anythingElseIsToldInTheServersWords() {
        // When
        Rejection refusal =
                refusal("1,a,2,3", new Reasons.Report("P0001", null, "", "not on a Sunday", "the shop is closed", ""));

        // Then
        assertThat(refusal.reason()).isEqualTo("not on a Sunday: the shop is closed");
        assertThat(refusal.column()).isNull();
    }
}
