package dumps.read;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpColumn;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the columns make of the values that are read for them. */
final class Shape {

    private static final Pattern LENGTH = Pattern.compile("\\((\\d{1,9})\\)");

    private final ColumnKind[] kinds;
    private final int[] bits;

    private Shape(int columns) {
        kinds = new ColumnKind[columns];
        bits = new int[columns];
    }

    static Shape of(List<DumpColumn> columns, Dialect dialect) {
        Shape shape = new Shape(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            String type = columns.get(i).type();
            shape.kinds[i] = ColumnKind.of(type, dialect);
            if (shape.kinds[i] == ColumnKind.BITS) {
                Matcher length = LENGTH.matcher(type);
                shape.bits[i] = length.find() ? Math.min(Integer.parseInt(length.group(1)), 64) : 1;
            }
        }
        return shape;
    }

    /** Those columns only, in that order. */
    Shape of(int[] columns) {
        Shape shape = new Shape(columns.length);
        for (int i = 0; i < columns.length; i++) {
            shape.kinds[i] = kinds[columns[i]];
            shape.bits[i] = bits[columns[i]];
        }
        return shape;
    }

    int size() {
        return kinds.length;
    }

    ColumnKind kind(int column) {
        return column < kinds.length ? kinds[column] : ColumnKind.NONE;
    }

    /** How many bits a column of the kind BITS has. */
    int bits(int column) {
        return bits[column];
    }
}
