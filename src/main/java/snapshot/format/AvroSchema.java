package snapshot.format;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What Avro calls the columns of a table. Each may be null, and says what it is in PostgreSQL. */
final class AvroSchema {

    /** Where null and the value stand in each union. */
    static final int MISSING = 0;

    static final int PRESENT = 1;

    private AvroSchema() {}

    static Schema of(FilePlan plan) {
        List<String> names = AvroNames.of(plan.names());
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            FileColumn column = plan.columns().get(i);
            Schema type = type(column);
            Schema.Field field = new Schema.Field(
                    names.get(i),
                    nullable(column.list() ? Schema.createArray(nullable(type)) : type),
                    infinite(column) ? FilePlan.INFINITY_NOTE : null,
                    JsonProperties.NULL_VALUE);
            field.addProp("postgres.name", column.name());
            field.addProp("postgres.type", column.type());
            fields.add(field);
        }
        return Schema.createRecord("row", "a row of a PostgreSQL table", null, false, fields);
    }

    private static Schema nullable(Schema type) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), type);
    }

    private static boolean infinite(FileColumn column) {
        return column.kind() == ValueKind.DATE
                || column.kind() == ValueKind.TIMESTAMP
                || column.kind() == ValueKind.TIMESTAMPTZ;
    }

    private static Schema type(FileColumn column) {
        return switch (column.kind()) {
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case INT -> Schema.create(Schema.Type.INT);
            case LONG -> Schema.create(Schema.Type.LONG);
            case FLOAT -> Schema.create(Schema.Type.FLOAT);
            case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
            case DECIMAL -> logical(LogicalTypes.decimal(column.precision(), column.scale()), Schema.Type.BYTES);
            case DATE -> logical(LogicalTypes.date(), Schema.Type.INT);
            case TIME -> logical(LogicalTypes.timeMicros(), Schema.Type.LONG);
            case TIMESTAMP -> logical(LogicalTypes.localTimestampMicros(), Schema.Type.LONG);
            case TIMESTAMPTZ -> logical(LogicalTypes.timestampMicros(), Schema.Type.LONG);
            case UUID -> logical(LogicalTypes.uuid(), Schema.Type.STRING);
            case BYTES -> Schema.create(Schema.Type.BYTES);
            case TEXT -> Schema.create(Schema.Type.STRING);
        };
    }

    private static Schema logical(LogicalType logical, Schema.Type type) {
        return logical.addToSchema(Schema.create(type));
    }
}
