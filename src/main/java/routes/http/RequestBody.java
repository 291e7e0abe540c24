package routes.http;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UnknownName;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/**
 * The JSON body of a call as the record that a door asks for. Nothing is guessed: a member that is misspelt would be a
 * restore that does something else than was asked, and what was meant for a dry run must not become a real one. A member that
 * is null counts as not sent.
 */
final class RequestBody {

    private static final JsonMapper MAPPER = strict();

    private static final Validator VALIDATOR = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()
            .getValidator();

    private RequestBody() {}

    private static JsonMapper strict() {
        JsonMapper.Builder strict = Json.mapper()
                .rebuild()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .withCoercionConfig(
                        LogicalType.Enum,
                        choice -> choice.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
        for (CoercionInputShape other :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            strict.withCoercionConfig(LogicalType.Textual, text -> text.setCoercion(other, CoercionAction.Fail));
        }
        strict.withConfigOverride(List.class, list -> list.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)));
        return strict.build();
    }

    /**
     * Reads the body.
     *
     * @param type its components are the members there are
     * @throws ProblemException 400, naming the member that is not as it should be and what it may be
     */
    static <T extends Record> T read(HttpCall call, Class<T> type) {
        JsonNode json = call.json();
        if (Json.holdsNul(json)) {
            throw new ProblemException(Problem.malformed("the body holds a NUL character", null));
        }
        try {
            T body = MAPPER.treeToValue(json, type);
            VALIDATOR.validate(body).stream()
                    .map(ConstraintViolation::getMessage)
                    .sorted()
                    .findFirst()
                    .ifPresent(fault -> {
                        throw new ProblemException(Problem.malformed(fault, members(type)));
                    });
            return body;
        } catch (UnrecognizedPropertyException unknown) {
            throw new ProblemException(
                    Problem.malformed("there is no \"" + unknown.getPropertyName() + "\" here", ways(unknown, type)));
        } catch (JsonMappingException wrong) {
            throw new ProblemException(fault(json, type, wrong));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read before cannot be read", e);
        }
    }

    private static Problem fault(JsonNode json, Class<? extends Record> type, JsonMappingException wrong) {
        String name = wrong.getPath().get(0).getFieldName();
        JsonNode given = json.get(name);
        RecordComponent member = Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " has no " + name, wrong));
        if (member.getType().isEnum()) {
            return Problem.malformed(
                    name + " cannot be " + given,
                    "one of " + lowerCase(member.getType().getEnumConstants()));
        }
        return Problem.malformed(name + " is " + kind(member) + ", not " + given, null);
    }

    private static String kind(RecordComponent member) {
        if (member.getType() == Boolean.class) {
            return "true or false";
        }
        if (member.getType() == Integer.class) {
            return "a number without a fraction, " + Integer.MAX_VALUE + " at most";
        }
        if (member.getType() == List.class) {
            return member.getGenericType().getTypeName().contains(String.class.getName())
                    ? "a list of names"
                    : "a list of primary keys, such as [7, 12]";
        }
        return "a text";
    }

    private static String ways(UnrecognizedPropertyException unknown, Class<? extends Record> type) {
        List<String> members = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        return members.isEmpty() ? members(type) : UnknownName.ways(unknown.getPropertyName(), members, "one of ");
    }

    private static String members(Class<? extends Record> type) {
        String members = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
        return members.isEmpty() ? "send no body" : "one of " + members;
    }

    private static String lowerCase(Object[] choices) {
        return Arrays.stream(choices)
                .map(choice -> choice.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
