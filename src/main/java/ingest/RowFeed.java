package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import rows.load.TextEncoding;

/**
 * The records of a file that are rows or should be: without remarks, footers and totals behind the table. What may be one
 * of those is held back until it is known what comes behind it.
 */
final class RowFeed {

    private static final int MOST_HELD = 20;
    private static final int MOST_TOLD = 20;

    private final FieldScanner scanner;
    private final Structure structure;
    private final CsvFile file;
    private final TextEncoding encoding;
    private final FieldPlan plan;
    private final int expected;
    private final Integer footer;
    private final boolean guessed;
    private final boolean fill;
    private final boolean forMade;

    private final Deque<Held> held = new ArrayDeque<>();
    private final Deque<Held> again = new ArrayDeque<>();
    private final List<Held> left = new ArrayList<>();
    private FieldScanner current;
    private String[] header;
    private long remarks;
    private long totals;
    private long blankRecords;
    private boolean blankBefore;
    private boolean lost;
    private boolean knownText;
    private boolean inTable;

    /**
     * A record kept for later.
     *
     * @param verdict what it is if nothing of the table comes behind it
     */
    record Held(long line, byte[] scanned, String shown, Totals.Verdict verdict) {}

    /** @param forMade whether the table was made after this file, which alone says what its rows are */
    RowFeed(
            FieldScanner scanner,
            Structure structure,
            CsvFile file,
            FieldPlan plan,
            CsvOptions options,
            boolean forMade) {
        this.forMade = forMade;
        this.scanner = scanner;
        this.structure = structure;
        this.file = file;
        encoding = file.encoding();
        guessed = file.guessed();
        this.plan = plan;
        expected = plan.expected();
        footer = options.footer();
        fill = options.fill();
        current = scanner;
    }

    /** Passes over the header, which is remembered. */
    void header() throws IOException {
        if (scanner.next() && scanner.wellFormed()) {
            header = scanner.all();
        }
    }

    /**
     * Moves to the next record that is a row or should be one.
     *
     * @throws ledger.ProblemException if the file turns out not to be what it was taken for
     */
    boolean next() throws IOException {
        while (again.isEmpty()) {
            long blank = scanner.blankLines();
            if (!scanner.next()) {
                end();
                if (again.isEmpty()) {
                    return false;
                }
                break;
            }
            boolean misfit = scanner.fault() != Records.Fault.NONE
                    || scanner.fields() != expected && !(fill && scanner.fields() < expected);
            if (passedOver(misfit)) {
                continue;
            }
            boolean afterBlank = scanner.blankLines() > blank || blankBefore;
            check(afterBlank);
            inTable |= header != null || !misfit;
            if (scanner.fault() == Records.Fault.TOO_LONG) {
                again.addAll(held);
                held.clear();
                if (again.isEmpty()) {
                    current = scanner;
                    return true;
                }
            }
            hold(misfit, afterBlank);
            blankBefore = false;
            if (again.isEmpty() && held.isEmpty()) {
                current = scanner;
                return true;
            }
        }
        return replay(again.poll());
    }

    /** Remarks, records of delimiters alone, and what follows a quote that was never closed. */
    private boolean passedOver(boolean misfit) {
        if (lost && misfit) {
            return true;
        }
        lost = scanner.fault() == Records.Fault.ENDLESS_QUOTE;
        if (forMade && Totals.isBlank(scanner)) {
            blankRecords++;
            blankBefore = true;
            return true;
        }
        if (misfit && structure.remark() != null && scanner.beginning().startsWith(structure.remark())) {
            remarks++;
            return true;
        }
        return false;
    }

    private void check(boolean afterBlank) {
        if (header != null && header.length > 1 && scanner.fault() == Records.Fault.NONE && isHeader()) {
            throw CsvFile.refused(
                    "line " + scanner.line() + " is the header again: another table begins there",
                    "split the file, or take the line out");
        }
        if (afterBlank && header != null && scanner.fields() == header.length && scanner.wellFormed()) {
            refuseOtherHeader();
        }
        if (guessed && !knownText && scanner.records().beyondAscii()) {
            EncodingGuess.refuseUnlessText(scanner, encoding);
            knownText = true;
        }
    }

    /** Behind a blank line, what is called as its column is called is no value of it. */
    private void refuseOtherHeader() {
        for (int i = 0; i < header.length; i++) {
            if (header[i] != null && !header[i].isBlank() && header[i].equals(scanner.field(i))) {
                throw CsvFile.refused(
                        "line " + scanner.line() + " stands behind a blank line and has \"" + header[i]
                                + "\" below the field of that name: another table begins there",
                        "split the file, or take the blank line out if it is a row");
            }
        }
    }

    private boolean isHeader() {
        return scanner.fields() == header.length
                && scanner.begins(header[0])
                && scanner.wellFormed()
                && Arrays.equals(scanner.all(), header);
    }

    private void hold(boolean misfit, boolean afterBlank) {
        Totals.Verdict verdict = inTable && footer == null
                ? Totals.of(scanner, plan, misfit, afterBlank || !held.isEmpty())
                : Totals.Verdict.ROW;
        boolean said = footer != null && footer > 0;
        boolean mayBeNone = said || verdict != Totals.Verdict.ROW;
        if (!mayBeNone && held.isEmpty()) {
            return;
        }
        held.add(new Held(scanner.line(), scanner.scanned(), scanner.beginning(), verdict));
        if (said) {
            while (held.size() > footer) {
                again.add(held.poll());
            }
        } else if (!mayBeNone || held.size() > MOST_HELD) {
            again.addAll(held);
            held.clear();
        }
    }

    private boolean replay(Held record) throws IOException {
        current = new FieldScanner(
                new ByteArrayInputStream(record.scanned()),
                structure.skipping(record.line() - 1),
                encoding,
                Math.max(record.scanned().length, 1));
        return current.next();
    }

    private void end() throws IOException {
        for (Held record : List.copyOf(held)) {
            boolean doubted = record.verdict == Totals.Verdict.UNCLEAR || record.verdict == Totals.Verdict.PROVABLE;
            if (!doubted || isTotal(record)) {
                continue;
            }
            held.remove(record);
            again.add(record);
            if (record.verdict == Totals.Verdict.UNCLEAR) {
                throw CsvFile.refused(
                        "the last record, line " + record.line + ", may be a total or a row: " + record.shown,
                        "say footer=" + (held.size() + 1) + " if it is none of the table, footer=0 if it is a row");
            }
        }
        totals += held.size();
        held.stream().limit(MOST_TOLD - left.size()).forEach(left::add);
        held.clear();
    }

    private boolean isTotal(Held record) throws IOException {
        replay(record);
        try (RecordReader above = file.again(structure, header != null)) {
            return TotalProof.isProven(current.all(), above, record.line);
        }
    }

    /** The record in hand. */
    FieldScanner current() {
        return current;
    }

    /** The first of the records behind the table that are none of it. */
    List<Held> left() {
        return left;
    }

    /** Tells of a run what its file held beside rows. */
    void tell(ObjectNode detail) {
        long comments = remarks + scanner.commentLines();
        if (comments > 0) {
            detail.put("comments", comments);
        }
        if (blankRecords > 0) {
            detail.put("blankRecords", blankRecords);
        }
        if (totals > 0) {
            detail.put("footer", totals);
            for (Held record : left) {
                detail.withArray("left").addObject().put("line", record.line()).put("text", record.shown());
            }
        }
    }
}
