package ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An .xlsx workbook written by hand: its sheets are rows of XML. */
public final class Workbook {

    private static final String MAIN = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private static final String OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private final Map<String, String> sheets = new LinkedHashMap<>();
    private String shared = "";
    private String properties = "";

    /** A sheet; {@code rows} as in {@code <row r="1"><c r="A1"><v>1</v></c></row>}. */
    public Workbook sheet(String name, String rows) {
        sheets.put(name, rows);
        return this;
    }

    public Workbook shared(String... texts) {
        shared = "<si><t>" + String.join("</t></si><si><t>", texts) + "</t></si>";
        return this;
    }

    public Workbook from1904() {
        properties = "<workbookPr date1904=\"1\"/>";
        return this;
    }

    /**
     * The file. Styles: 1 a date, 2 a date with time, 3 a time, 4 an elapsed time, 5 a decimal number, 6 a date in a format
     * of its own.
     */
    public byte[] bytes() throws IOException {
        StringBuilder named = new StringBuilder();
        StringBuilder related = new StringBuilder();
        Map<String, String> parts = new LinkedHashMap<>();
        int number = 0;
        for (Map.Entry<String, String> sheet : sheets.entrySet()) {
            number++;
            String state = sheet.getKey().startsWith("hidden") ? " state=\"hidden\"" : "";
            named.append("<sheet name=\"%s\" sheetId=\"%d\" r:id=\"r%d\"%s/>"
                    .formatted(sheet.getKey(), number, number, state));
            related.append("<Relationship Id=\"r%d\" Type=\"%s/worksheet\" Target=\"worksheets/sheet%d.xml\"/>"
                    .formatted(number, OF_OFFICE, number));
            parts.put(
                    "xl/worksheets/sheet" + number + ".xml",
                    "<worksheet " + MAIN + "><sheetData>" + sheet.getValue() + "</sheetData></worksheet>");
        }
        related.append("<Relationship Id=\"rs\" Type=\"%s/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                .formatted(OF_OFFICE));
        related.append("<Relationship Id=\"ry\" Type=\"%s/styles\" Target=\"styles.xml\"/>".formatted(OF_OFFICE));
        parts.put(
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                        + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
                        + "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
                        + "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"application/"
                        + "vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml\"/>"
                        + "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/"
                        + "vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>");
        parts.put(
                "_rels/.rels",
                relations("<Relationship Id=\"r1\" Type=\"%s/officeDocument\" Target=\"xl/workbook.xml\"/>"
                        .formatted(OF_OFFICE)));
        parts.put(
                "xl/workbook.xml",
                "<workbook " + MAIN + " xmlns:r=\"" + OF_OFFICE + "\">" + properties + "<sheets>" + named
                        + "</sheets></workbook>");
        parts.put("xl/_rels/workbook.xml.rels", relations(related.toString()));
        parts.put("xl/sharedStrings.xml", "<sst " + MAIN + ">" + shared + "</sst>");
        parts.put(
                "xl/styles.xml",
                "<styleSheet " + MAIN + "><numFmts><numFmt numFmtId=\"164\" formatCode=\"[h]:mm:ss\"/>"
                        + "<numFmt numFmtId=\"165\" formatCode=\"[$-407]d/\\ mmm\\ yyyy;@\"/></numFmts><cellXfs>"
                        + "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"21\"/>"
                        + "<xf numFmtId=\"164\"/><xf numFmtId=\"4\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>");
        return zip(parts);
    }

    private static String relations(String all) {
        return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + all
                + "</Relationships>";
    }

    /** An archive of these texts. */
    public static byte[] zip(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
