package snapshot.format;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Packs and unpacks the pages of Parquet by zstd, each with a checksum, without Hadoop's codecs. */
final class ZstdPages implements CompressionCodecFactory {

    private final ZstdCompressCtx context = new ZstdCompressCtx();

    ZstdPages(int level) {
        context.setLevel(level);
        context.setChecksum(true);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        requireZstd(codec);
        return new Packer();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        requireZstd(codec);
        return new Unpacker();
    }

    private static void requireZstd(CompressionCodecName codec) {
        if (codec != CompressionCodecName.ZSTD) {
            throw new IllegalArgumentException("its pages are packed by " + codec + ", not by zstd");
        }
    }

    private static byte[] all(BytesInput bytes) throws IOException {
        return bytes.toInputStream().readAllBytes();
    }

    @Override
    public void release() {
        context.close();
    }

    private final class Packer implements BytesInputCompressor {

        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            return BytesInput.from(context.compress(all(bytes)));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.ZSTD;
        }

        @Override
        public void release() {
            // The context goes with the factory.
        }
    }

    private static final class Unpacker implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            return BytesInput.from(unpack(all(bytes), size));
        }

        @Override
        public void decompress(ByteBuffer packed, int packedSize, ByteBuffer unpacked, int size) throws IOException {
            byte[] bytes = new byte[packedSize];
            packed.get(bytes);
            unpacked.put(unpack(bytes, size));
        }

        private static byte[] unpack(byte[] packed, int size) throws IOException {
            byte[] unpacked;
            try {
                unpacked = Zstd.decompress(packed, size);
            } catch (ZstdException e) {
                throw new IOException("a page cannot be unpacked: " + e.getMessage(), e);
            }
            if (unpacked.length != size) {
                throw new IOException("a page is of %d bytes instead of %d".formatted(unpacked.length, size));
            }
            return unpacked;
        }

        @Override
        public void release() {
            // Holds nothing.
        }
    }
}
