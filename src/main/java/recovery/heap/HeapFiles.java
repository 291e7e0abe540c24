package recovery.heap;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one relation, a gigabyte each. */
final class HeapFiles {

    static final int PAGES_OF_A_FILE = 131_072;

    private static final int BUFFER = 1 << 20;

    private HeapFiles() {}

    /** The file of that number, from 0. */
    static Path file(Path first, int number) {
        return number == 0 ? first : first.resolveSibling(first.getFileName() + "." + number);
    }

    /** How many pages there are. */
    static int pages(Path first) throws IOException {
        long pages = 0;
        for (int i = 0; Files.exists(file(first, i)); i++) {
            pages += Files.size(file(first, i)) / Page.SIZE;
        }
        return (int) pages;
    }

    /** Takes page by page. */
    interface Reader {
        void take(Page page) throws IOException;
    }

    /** Reads all of them; the array of a page is used again for the next. */
    static void read(Path first, Reader reader) throws IOException {
        byte[] bytes = new byte[Page.SIZE];
        for (int i = 0; Files.exists(file(first, i)); i++) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file(first, i)), BUFFER)) {
                for (int n = 0; in.readNBytes(bytes, 0, Page.SIZE) == Page.SIZE; n++) {
                    reader.take(new Page(bytes, i * PAGES_OF_A_FILE + n));
                }
            }
        }
    }
}
