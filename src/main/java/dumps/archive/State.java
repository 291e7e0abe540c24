package dumps.archive;

import dumps.TableId;
import dumps.merge.MergedTable;
import dumps.merge.Policy;
import dumps.merge.StateSink;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The state that the files of an archive make together. */
public interface State extends Closeable {

    /** Its tables as of a place or a time; null for the latest. */
    List<MergedTable> tables(String asOf) throws IOException;

    /** The labels of the types that its files define, by the types' names. */
    Map<String, List<String>> labels();

    /**
     * Gives it.
     *
     * @param tables null for all
     * @param policy null for the archive's
     */
    void run(Set<TableId> tables, String asOf, Policy policy, StateSink sink) throws IOException;
}
