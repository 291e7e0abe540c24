package recovery.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import recovery.RecoveryKinds;

/**
 * An exercise to be done.
 *
 * @param keep whether its servers stay for an hour
 * @param step whether it waits between the steps until somebody says so
 */
public record LabRequest(RunHeader header, Exercise exercise, boolean keep, boolean step) implements RunRequest {

    public LabRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(exercise, "exercise");
    }

    @Override
    public RunKind kind() {
        return RecoveryKinds.LAB;
    }

    @Override
    public String subject() {
        return exercise.text();
    }

    @Override
    public JsonNode asked() {
        return Json.mapper().createObjectNode().put("keep", keep).put("step", step);
    }
}
