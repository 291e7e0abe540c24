package dumps;

import java.io.IOException;

/** Takes rows one after the other; the object it is given is filled anew for the next. */
@FunctionalInterface
public interface RowSink {

    void row(DumpRow row) throws IOException;
}
