package postgres.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import postgres.TableName;

class RegclassConstantsTest {

    private static String replaced(String expression) {
        TableName old = new TableName("public", "it's \"odd\"");
        TableName plain = new TableName("public", "s");
        return RegclassConstants.replace(
                expression, name -> name.equals(old) || name.equals(plain) ? new TableName("n", "new'") : name);
    }

    @Test
    void onlyConstantsThatPointAtARenamedRelationChange() {
        // When
        String plain = replaced("('C'::text || nextval('public.s'::regclass))");
        String quoted = replaced("nextval('public.\"it''s \"\"odd\"\"\"'::regclass)");
        String other = replaced("nextval('public.t'::regclass)");

        // Then
        assertThat(plain).isEqualTo("('C'::text || nextval('\"n\".\"new''\"'::regclass))");
        assertThat(quoted).isEqualTo("nextval('\"n\".\"new''\"'::regclass)");
        assertThat(other).isEqualTo("nextval('public.t'::regclass)");
    }

    @Test
    void whatOnlyLooksLikeOneIsLeftAlone() {
        // Given
        String within = "'nextval(''public.s''::regclass)'::text";
        String text = "'public.s'::text";
        String name = "(\"'public.s'::regclass\" + 1)";

        // When / Then
        assertThat(replaced(within)).isEqualTo(within);
        assertThat(replaced(text)).isEqualTo(text);
        assertThat(replaced(name)).isEqualTo(name);
    }
}
