package recovery.wal;

import java.util.Objects;
import postgres.Lsn;

/**
 * How far incidents were looked for, and what was known there.
 *
 * @param judgedTo transactions that committed before were judged already, or are in the catalog that was read
 * @param readFrom from where the log has to be read to know everything about those that were open there
 * @param relations the names
 */
public record IncidentState(Lsn judgedTo, Lsn readFrom, Relations relations) {

    /** Where it is kept, beside the log. */
    public static final String FILE = "incidents.state";

    private static final String FORMAT = "incidents-1";
    private static final String END = "end";

    public IncidentState {
        Objects.requireNonNull(relations, "relations");
        if (judgedTo.isBefore(readFrom)) {
            throw new IllegalArgumentException("judged to %s but read from %s".formatted(judgedTo, readFrom));
        }
    }

    /** As it can be kept. */
    public String text() {
        return String.join("\t", FORMAT, judgedTo.toString(), readFrom.toString())
                + "\n" + RelationsText.of(relations)
                + END;
    }

    /** @throws IllegalArgumentException if it was not kept whole, or by a later version */
    public static IncidentState parse(String text) {
        String[] head = text.substring(0, Math.max(0, text.indexOf('\n'))).split("\t");
        if (head.length != 3 || !head[0].equals(FORMAT) || !text.endsWith("\n" + END)) {
            throw new IllegalArgumentException("this is no state of looking for incidents");
        }
        Relations relations = new Relations();
        text.lines().skip(1).filter(line -> !line.equals(END)).forEach(line -> RelationsText.read(line, relations));
        return new IncidentState(Lsn.parse(head[1]), Lsn.parse(head[2]), relations);
    }
}
