package postgres;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The network before a server: counts round trips, can be cut, and can look like a pooler. */
public final class Wire implements AutoCloseable {

    private static final int READY_FOR_QUERY = 'Z';
    private static final int BACKEND_KEY = 'K';

    private final ServerSocket door;
    private final URI server;
    private final AtomicLong roundTrips = new AtomicLong();
    private final AtomicLong bytesUntilCut = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean pooling;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** In front of the server of a JDBC URL. */
    public Wire(String jdbcUrl) throws IOException {
        server = URI.create(jdbcUrl.substring("jdbc:".length()));
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    /** Where to connect instead. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + door.getLocalPort() + server.getPath()
                + "?sslmode=disable&gssEncMode=disable";
    }

    /** How often somebody waited for the server since the last time this was asked. */
    public long roundTrips() {
        return roundTrips.getAndSet(0);
    }

    /** All connections break when the server has sent so many more bytes. */
    public void cutAfter(long bytes) {
        bytesUntilCut.set(bytes);
    }

    /** From now on connections are greeted as a pooler greets, by the number of a process that the server does not have. */
    Wire pooling() {
        pooling = true;
        return this;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket behind = new Socket(server.getHost(), server.getPort());
                sockets.add(client);
                sockets.add(behind);
                thread(() -> toServer(client, behind));
                thread(() -> toClient(behind, client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void toServer(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // Either side hung up.
        }
    }

    private void toClient(Socket from, Socket to) {
        try (from;
                to;
                InputStream raw = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(raw));
            while (true) {
                int type = in.read();
                if (type < 0) {
                    return;
                }
                int length = in.readInt();
                byte[] message = in.readNBytes(length - Integer.BYTES);
                if (bytesUntilCut.addAndGet(-length) < 0) {
                    cut();
                    return;
                }
                if (pooling && type == BACKEND_KEY) {
                    message[0] ^= 1;
                }
                java.nio.ByteBuffer head = java.nio.ByteBuffer.allocate(1 + Integer.BYTES);
                head.put((byte) type).putInt(length);
                out.write(head.array());
                out.write(message);
                if (type == READY_FOR_QUERY) {
                    roundTrips.incrementAndGet();
                }
                if (in.available() == 0) {
                    out.flush();
                }
            }
        } catch (IOException closed) {
            // Either side hung up.
        }
    }

    private void cut() throws IOException {
        bytesUntilCut.set(Long.MAX_VALUE);
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
