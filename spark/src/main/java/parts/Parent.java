package parts;

import java.io.IOException;

/** The service that started this process, which holds its standard input open for as long as it lives. */
final class Parent {

    private static final int ITS_END = 3;

    private Parent() {}

    /** When it ends, so does this process, and with it all that it leads. */
    static void watch() {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // It says nothing.
                        }
                    } catch (IOException gone) {
                        // Which is an end as well.
                    }
                    System.exit(ITS_END);
                },
                "parent-watch");
        thread.setDaemon(true);
        thread.start();
    }
}
