package reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import ledger.Problem;
import ledger.ProblemException;

/**
 * What a report may be told.
 *
 * @param otherwise its value where nobody says one, or null where it has to be said
 * @param description what it is for, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Parameter(
        String name, ParameterType type, @JsonProperty("default") JsonNode otherwise, String description) {

    public Parameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /**
     * The value that somebody says, or the one that it has otherwise.
     *
     * @param said what was said, or null
     * @throws ProblemException 400, if it is none of the type, or is missing
     */
    JsonNode value(String said) {
        if (said == null && otherwise == null) {
            throw new ProblemException(Problem.malformed(name + " is missing", name + " is " + type.words()));
        }
        return said == null
                ? otherwise
                : type.read(said)
                        .orElseThrow(() -> new ProblemException(
                                Problem.malformed(name + " is " + type.words() + ", not \"" + said + '"', null)));
    }
}
