package snapshot.format;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timeType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.uuidType;

import java.math.BigInteger;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** What Parquet calls the columns of a table. Each may be null, and so may the elements of each list. */
final class ParquetSchema {

    /** How every reader expects a list to be spelled. */
    static final String LIST = "list";

    static final String ELEMENT = "element";

    private static final int UUID_BYTES = 16;
    private static final int INT_DIGITS = 9;

    private ParquetSchema() {}

    static MessageType of(FilePlan plan) {
        if (plan.columns().isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot keep a table without columns as parquet\nHINT: keep it as csv.zst");
        }
        List<Type> fields = plan.columns().stream().map(ParquetSchema::field).toList();
        return new MessageType("row", fields);
    }

    private static Type field(FileColumn column) {
        return column.list()
                ? Types.optionalList().element(type(column, ELEMENT)).named(column.name())
                : type(column, column.name());
    }

    private static Type type(FileColumn column, String name) {
        return switch (column.kind()) {
            case BOOLEAN -> plain(PrimitiveTypeName.BOOLEAN, name);
            case INT -> plain(PrimitiveTypeName.INT32, name);
            case LONG -> plain(PrimitiveTypeName.INT64, name);
            case FLOAT -> plain(PrimitiveTypeName.FLOAT, name);
            case DOUBLE -> plain(PrimitiveTypeName.DOUBLE, name);
            case BYTES -> plain(PrimitiveTypeName.BINARY, name);
            case TEXT -> logical(PrimitiveTypeName.BINARY, stringType(), name);
            case DATE -> logical(PrimitiveTypeName.INT32, dateType(), name);
            case TIME -> logical(PrimitiveTypeName.INT64, timeType(false, TimeUnit.MICROS), name);
            case TIMESTAMP -> logical(PrimitiveTypeName.INT64, timestampType(false, TimeUnit.MICROS), name);
            case TIMESTAMPTZ -> logical(PrimitiveTypeName.INT64, timestampType(true, TimeUnit.MICROS), name);
            case UUID -> fixed(UUID_BYTES, uuidType(), name);
            case DECIMAL -> decimal(column, name);
        };
    }

    private static Type decimal(FileColumn column, String name) {
        LogicalTypeAnnotation decimal = decimalType(column.scale(), column.precision());
        if (fitsInt(column)) {
            return logical(PrimitiveTypeName.INT32, decimal, name);
        }
        return column.precision() <= FileColumn.LONG_DIGITS
                ? logical(PrimitiveTypeName.INT64, decimal, name)
                : fixed(decimalBytes(column), decimal, name);
    }

    static boolean fitsInt(FileColumn column) {
        return column.precision() <= INT_DIGITS;
    }

    /** The bytes that the greatest number of so many digits takes, with its sign. */
    static int decimalBytes(FileColumn column) {
        return BigInteger.TEN.pow(column.precision()).bitLength() / 8 + 1;
    }

    private static PrimitiveType plain(PrimitiveTypeName type, String name) {
        return Types.optional(type).named(name);
    }

    private static PrimitiveType logical(PrimitiveTypeName type, LogicalTypeAnnotation logical, String name) {
        return Types.optional(type).as(logical).named(name);
    }

    private static PrimitiveType fixed(int length, LogicalTypeAnnotation logical, String name) {
        return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                .length(length)
                .as(logical)
                .named(name);
    }
}
