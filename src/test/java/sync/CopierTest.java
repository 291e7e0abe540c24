package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Definitions;
import postgres.Query;
import postgres.TableDefinition;
import postgres.TableName;
import postgres.TableZoo;
import snapshot.Zoo;

class CopierTest {

    private CopyLab lab;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    @Test
    void tablesOfEveryKindAreMadeOnTheTargetAsTheyAreOnTheSource() throws SQLException, IOException {
        // Given
        TableZoo.make(lab.source);
        Query.execute(lab.target, TableZoo.FUNCTIONS);

        // When
        RunEnd end = lab.process().copy();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        List<TableName> tables = TableZoo.tables(lab.source);
        assertThat(TableZoo.tables(lab.target)).isEqualTo(tables);
        List<TableDefinition> originals = Definitions.read(lab.source, tables);
        List<TableDefinition> copies = Definitions.read(lab.target, tables);
        for (int i = 0; i < tables.size(); i++) {
            assertThat(Expected.onTarget(copies.get(i))).isEqualTo(Expected.onTarget(originals.get(i)));
            String table = "only " + tables.get(i).quoted();
            assertThat(CopyLab.rows(lab.target, table)).isEqualTo(CopyLab.rows(lab.source, table));
        }
        assertThat(lab.leftOnTarget()).isEmpty();
    }

    @Test
    void valuesOfEveryTypeArriveAsTheyWere() throws SQLException, IOException {
        // Given
        Zoo.make(lab.source, "zoo");
        Zoo.fill(lab.source, "zoo");
        // So that types of the same name have other numbers there.
        lab.onTarget("create type shift as enum ('x')");

        // When
        RunEnd end = lab.process().copy();

        // Then
        assertThat(CopyLab.rows(lab.target, "zoo")).isEqualTo(CopyLab.rows(lab.source, "zoo"));
        assertThat(end.rows().loaded()).isEqualTo(CopyLab.number(lab.source, "select count(*) from zoo"));
    }
}
