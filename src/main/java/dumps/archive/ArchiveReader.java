package dumps.archive;

import dumps.TableId;
import dumps.keep.KeptDump;
import dumps.merge.Findings;
import dumps.merge.Merge;
import dumps.merge.MergedTable;
import dumps.merge.Moments;
import dumps.merge.Policy;
import dumps.merge.Question;
import dumps.merge.Renames;
import dumps.merge.StateSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ledger.Problem;
import ledger.ProblemException;

/** The files of an archive, held against each other once more for a question of its own. */
public final class ArchiveReader implements State {

    private final Merge merge;
    private final Findings findings;
    private final Policy usual;

    /** @param sort a folder for what memory does not hold; it is removed in the end */
    ArchiveReader(List<KeptDump> dumps, Policy usual, Renames renames, String updateTime, Path sort)
            throws IOException {
        this.usual = usual;
        merge = Merge.of(dumps, renames, updateTime, sort, ArchiveBuild.memory());
        findings = merge.findings();
    }

    /** Its tables. */
    public List<MergedTable> tables() {
        return merge.tables();
    }

    @Override
    public List<MergedTable> tables(String asOf) {
        return merge.tables(upTo(asOf));
    }

    @Override
    public Map<String, List<String>> labels() {
        Map<String, List<String>> labels = new TreeMap<>();
        findings.files().forEach(file -> labels.putAll(file.file().types()));
        return labels;
    }

    public Findings findings() {
        return findings;
    }

    /** The table of that name. */
    public MergedTable table(String name) {
        return TableChoice.find(tables(), name);
    }

    /**
     * How many files are looked at.
     *
     * @param asOf a place in the order, or a time; null for all
     * @throws ProblemException if it is neither, or no file states a time
     */
    public int upTo(String asOf) {
        List<Findings.Place> files = findings.files();
        if (asOf == null) {
            return files.size();
        }
        if (asOf.matches("\\d{1,6}")) {
            int place = Integer.parseInt(asOf);
            if (place < 1 || place > files.size()) {
                throw new ProblemException(Problem.refused(
                        "there is no place " + asOf + " among " + files.size() + " files", "places count from 1"));
            }
            return place;
        }
        Long moment = Moments.of(asOf);
        if (moment == null) {
            throw new ProblemException(Problem.malformed(
                    "asOf is a place in the order or a time, not \"" + asOf + '"',
                    "such as 3, or 2024-05-31 12:00:00"));
        }
        int upTo = 0;
        boolean any = false;
        for (Findings.Place file : files) {
            any |= file.moment() != null;
            if (file.moment() != null && file.moment() <= moment) {
                upTo = file.place();
            }
        }
        if (!any) {
            throw new ProblemException(Problem.refused("no file says when it was made", "say a place in the order"));
        }
        if (upTo == 0) {
            throw new ProblemException(
                    Problem.refused("every file is of a later time than " + asOf, "say a later one"));
        }
        return upTo;
    }

    @Override
    public void run(Set<TableId> tables, String asOf, Policy policy, StateSink sink) throws IOException {
        merge.run(new Question(upTo(asOf), policy == null ? usual : policy, tables), sink);
    }

    @Override
    public void close() throws IOException {
        merge.close();
    }
}
