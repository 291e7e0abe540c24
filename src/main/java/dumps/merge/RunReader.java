package dumps.merge;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One run on disk, from its beginning. */
final class RunReader implements Records {

    private static final int BUFFER = 1 << 15;

    private final DataInputStream in;
    private byte[] key;
    private byte[] payload;

    RunReader(Path run) throws IOException {
        in = new DataInputStream(new BufferedInputStream(Files.newInputStream(run), BUFFER));
    }

    @Override
    public boolean next() throws IOException {
        int keyLength;
        try {
            keyLength = in.readInt();
        } catch (EOFException end) {
            return false;
        }
        key = new byte[keyLength];
        payload = new byte[in.readInt()];
        in.readFully(key);
        in.readFully(payload);
        return true;
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public byte[] payload() {
        return payload;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
