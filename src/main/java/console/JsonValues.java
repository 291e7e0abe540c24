package console;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.ValueResolver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets templates walk through the API's answers. A member that is not there is null, as one that is null. */
final class JsonValues implements ValueResolver {

    private static final int BEFORE_REFLECTION = 10;

    @Override
    public boolean appliesTo(EvalContext context) {
        return context.getBase() instanceof JsonNode && context.getParams().isEmpty();
    }

    @Override
    public int getPriority() {
        return BEFORE_REFLECTION;
    }

    @Override
    public CompletionStage<Object> resolve(EvalContext context) {
        JsonNode node = (JsonNode) context.getBase();
        String name = context.getName();
        if (node.isArray() && name.equals("size")) {
            return CompletableFuture.completedFuture(node.size());
        }
        return CompletableFuture.completedFuture(plain(node.path(name)));
    }

    /** A scalar as Java has it; an object or array as it is. */
    static Object plain(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (node.isTextual()) {
            return node.asText();
        }
        if (node.isIntegralNumber()) {
            return node.asLong();
        }
        if (node.isNumber()) {
            return node.asDouble();
        }
        return node.isBoolean() ? (Object) node.asBoolean() : node;
    }
}
