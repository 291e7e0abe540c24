package console;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.Expression;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.TemplateNode.Origin;
import java.util.List;

/** Writes a text or number that a list of the API's holds as people read it, and not as JSON. */
final class JsonText implements ResultMapper {

    private static final HtmlEscaper ESCAPER = new HtmlEscaper(List.of());

    @Override
    public boolean appliesTo(Origin origin, Object result) {
        return result instanceof JsonNode node && node.isValueNode();
    }

    @Override
    public int getPriority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public String map(Object result, Expression expression) {
        return escaped(((JsonNode) result).asText());
    }

    /** With nothing in it that is markup. */
    static String escaped(String text) {
        return ESCAPER.map(text, null);
    }
}
