package dumps.read;

import java.io.IOException;

/** A statement ends in the middle of a row; what stands behind it can be read all the same. */
final class HalfRowException extends IOException {

    HalfRowException() {
        super("the statement ends in the middle of it");
    }
}
