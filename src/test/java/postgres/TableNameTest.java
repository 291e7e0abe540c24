package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableNameTest {

    @Test
    void bothPartsAreQuoted() {
        // When
        String quoted = new TableName("my \"schema\"", "Table.1").quoted();

        // Then
        assertThat(quoted).isEqualTo("\"my \"\"schema\"\"\".\"Table.1\"");
    }

    @Test
    void usersSeeTheSchemaUnlessItIsPublic() {
        // When
        String inPublic = new TableName("public", "people").display();
        String elsewhere = new TableName("hr", "people").display();

        // Then
        assertThat(inPublic).isEqualTo("people");
        assertThat(elsewhere).isEqualTo("hr.people");
    }
}
