package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dumps.ColumnKind;
import dumps.DumpRow;
import dumps.DumpValue;
import dumps.NumberSpelling;
import dumps.ValueKind;
import java.io.IOException;
import java.util.Base64;

/** Rows out of JSON arrays: what {@link RowJson} wrote, and what others wrote in that form. */
final class JsonRows {

    private final JsonParser json;
    private ColumnKind[] kinds;

    JsonRows(JsonParser json, ColumnKind[] kinds) {
        this.json = json;
        this.kinds = kinds;
    }

    /** From the next row on the columns are these. */
    void become(ColumnKind[] others) {
        kinds = others;
    }

    /** Fills the row from the array that the parser stands at the beginning of. */
    void fill(DumpRow row) throws IOException {
        row.begin();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                throw new IOException("the JSON ends in the middle of a row");
            }
            value(row, token, row.size() < kinds.length ? kinds[row.size()] : ColumnKind.NONE);
        }
        if (row.size() != kinds.length) {
            throw new IOException("a row has " + row.size() + " values, and its table " + kinds.length + " columns");
        }
    }

    private void value(DumpRow row, JsonToken token, ColumnKind column) throws IOException {
        switch (token) {
            case VALUE_NULL -> row.finish(ValueKind.NULL);
            case VALUE_TRUE, VALUE_FALSE -> put(row, ValueKind.BOOLEAN, json.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> put(row, ValueKind.NUMBER, json.getText());
            case VALUE_STRING -> {
                byte[] text = json.getText().getBytes(UTF_8);
                row.put(text, 0, text.length);
                row.finish(
                        column.isNumeric() && NumberSpelling.is(text, 0, text.length)
                                ? ValueKind.NUMBER
                                : ValueKind.TEXT);
            }
            case START_OBJECT -> object(row);
            default -> throw new IOException("a row holds " + token + ", which is no value of a dump");
        }
    }

    private void object(DumpRow row) throws IOException {
        String name = json.nextFieldName();
        JsonToken token = json.nextToken();
        if ("default".equals(name) && token == JsonToken.VALUE_TRUE) {
            row.add(DumpValue.DEFAULT);
        } else if (token != JsonToken.VALUE_STRING || name == null) {
            throw new IOException("a row holds an object that is no value of a dump");
        } else {
            switch (name) {
                case "bytes" -> {
                    byte[] bytes = decoded(json.getText());
                    row.put(bytes, 0, bytes.length);
                    row.finish(ValueKind.BYTES);
                }
                case "bits" -> put(row, ValueKind.BITS, json.getText());
                case "number" -> put(row, ValueKind.NUMBER, json.getText());
                default ->
                    throw new IOException("a row holds an object with " + name + ", which is no value of a dump");
            }
        }
        if (json.nextToken() != JsonToken.END_OBJECT) {
            throw new IOException("a row holds an object with more than one member");
        }
    }

    private static byte[] decoded(String base64) throws IOException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("a row holds bytes that are no Base64", e);
        }
    }

    private static void put(DumpRow row, ValueKind kind, String spelling) {
        row.add(new DumpValue(kind, spelling));
    }
}
