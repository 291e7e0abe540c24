package dumps.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.DumpRow;
import dumps.ValueKind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import rows.load.UnfitValue;

/** How PostgreSQL wants the values of a type spelled. */
enum ValueSpelling {
    /** As text. */
    TEXT {
        @Override
        String spell(DumpRow row, int column) throws UnfitValue {
            return plain(row, column);
        }
    },
    /** A number; what is true is one. */
    NUMBER {
        @Override
        String spell(DumpRow row, int column) throws UnfitValue {
            ValueKind kind = row.kind(column);
            if (kind == ValueKind.BOOLEAN) {
                return row.text(column).equals("true") ? "1" : "0";
            }
            return kind == ValueKind.BITS
                    ? new java.math.BigInteger(row.text(column), 2).toString()
                    : plain(row, column);
        }
    },
    /** True or false, also where it is a number or a bit. */
    BOOLEAN {
        @Override
        String spell(DumpRow row, int column) throws UnfitValue {
            if (row.kind(column) == ValueKind.BYTES) {
                byte[] bytes = bytes(row, column);
                return bytes.length == 1 && bytes[0] == 0
                        ? "0"
                        : bytes.length == 1 && bytes[0] == 1 ? "1" : plain(row, column);
            }
            return row.kind(column) == ValueKind.BITS
                    ? new java.math.BigInteger(row.text(column), 2).toString()
                    : plain(row, column);
        }
    },
    /** Zeros and ones. */
    BITS {
        @Override
        String spell(DumpRow row, int column) throws UnfitValue {
            return switch (row.kind(column)) {
                case BITS -> row.text(column);
                case BYTES -> new java.math.BigInteger(1, bytes(row, column)).toString(2);
                case NUMBER -> number(row.text(column));
                case BOOLEAN -> row.text(column).equals("true") ? "1" : "0";
                default -> text(row, column);
            };
        }

        /** Where no definition stood before the rows, bytes that happen to be a text were taken for one. */
        private String text(DumpRow row, int column) throws UnfitValue {
            return row.text(column).matches("[01]*")
                    ? plain(row, column)
                    : new java.math.BigInteger(1, bytes(row, column)).toString(2);
        }

        private String number(String text) throws UnfitValue {
            if (!text.matches("\\d+")) {
                throw UnfitValue.number(text, "is no bits");
            }
            return new java.math.BigInteger(text).toString(2);
        }
    },
    /** Bytes in hexadecimal. */
    BYTES {
        @Override
        String spell(DumpRow row, int column) {
            return "\\x" + HexFormat.of().formatHex(row.array(), row.from(column), row.to(column));
        }
    },
    /** Bytes as PostgreSQL's own dumps spell them. */
    BYTEA {
        @Override
        String spell(DumpRow row, int column) throws UnfitValue {
            return row.kind(column) == ValueKind.BYTES ? BYTES.spell(row, column) : plain(row, column);
        }
    },
    /** A day or a moment, where MySQL's zero is none at all. */
    TIME {
        @Override
        String spell(DumpRow row, int column) throws UnfitValue {
            String text = plain(row, column);
            if (text.startsWith("0000-00-00")) {
                return null;
            }
            if (text.startsWith("0000-") || text.matches("\\d{4}-(00-\\d\\d|\\d\\d-00)(?!\\d).*")) {
                throw UnfitValue.date(text, "is no day: its year, month or day is zero");
            }
            // Nine digits behind the point and more are rounded by nobody in silence; PostgreSQL keeps six.
            return text;
        }
    },
    /** Members of a set with commas between, as an array. */
    MEMBERS {
        @Override
        String spell(DumpRow row, int column) throws UnfitValue {
            return array(plain(row, column));
        }
    };

    private static final int DAY = 10;
    private static final int MONTH = 5;
    private static final int DATE = 8;

    /** Members with commas between as PostgreSQL spells an array. */
    static String array(String members) {
        StringBuilder array = new StringBuilder("{");
        for (String member : members.isEmpty() ? new String[0] : members.split(",", -1)) {
            array.append(array.length() == 1 ? "\"" : ",\"")
                    .append(member.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return array.append('}').toString();
    }

    /** PostgreSQL's spelling of a value that is not NULL; null where it becomes NULL. */
    abstract String spell(DumpRow row, int column) throws UnfitValue;

    /** Whether the bytes that it has are that spelling already. */
    boolean isSpelledSo(DumpRow row, int column) {
        ValueKind kind = row.kind(column);
        boolean text = kind == ValueKind.TEXT || kind == ValueKind.NUMBER;
        return switch (this) {
            case TEXT -> kind != ValueKind.BYTES && holdsNoNul(row, column);
            case NUMBER, BOOLEAN, BYTEA -> text && holdsNoNul(row, column);
            case TIME -> text && holdsNoNul(row, column) && isNoZero(row, column);
            default -> false;
        };
    }

    private static boolean holdsNoNul(DumpRow row, int column) {
        byte[] array = row.array();
        for (int i = row.from(column); i < row.to(column); i++) {
            if (array[i] == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNoZero(DumpRow row, int column) {
        byte[] array = row.array();
        int from = row.from(column);
        return row.to(column) - from >= DAY
                && array[from] != '0'
                && !(array[from + MONTH] == '0' && array[from + MONTH + 1] == '0')
                && !(array[from + DATE] == '0' && array[from + DATE + 1] == '0');
    }

    private static byte[] bytes(DumpRow row, int column) {
        return Arrays.copyOfRange(row.array(), row.from(column), row.to(column));
    }

    private static String plain(DumpRow row, int column) throws UnfitValue {
        String text;
        if (row.kind(column) == ValueKind.BYTES) {
            try {
                text = UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(row.array(), row.from(column), row.to(column) - row.from(column)))
                        .toString();
            } catch (CharacterCodingException notText) {
                throw UnfitValue.text(
                        "\\x" + HexFormat.of().formatHex(row.array(), row.from(column), row.to(column)),
                        "is no text in UTF-8");
            }
        } else {
            text = row.text(column);
        }
        if (text.indexOf('\0') >= 0) {
            throw UnfitValue.text(text.replace("\0", "\\0"), "holds a NUL, which PostgreSQL text cannot");
        }
        return text;
    }
}
