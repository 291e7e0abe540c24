package routes;

import java.io.IOException;

/** What Amazon's library takes to list names behind another; by its name, as the library is here for Camel alone. */
final class StoreListing {

    private static final String REQUEST = "software.amazon.awssdk.services.s3.model.ListObjectsRequest";

    private StoreListing() {}

    /** @param after null for the first ones */
    static Object request(String bucket, String beginning, String after) throws IOException {
        try {
            Class<?> type = Class.forName(REQUEST + "$Builder");
            Object builder = Class.forName(REQUEST).getMethod("builder").invoke(null);
            type.getMethod("bucket", String.class).invoke(builder, bucket);
            type.getMethod("prefix", String.class).invoke(builder, beginning);
            type.getMethod("marker", String.class).invoke(builder, after);
            return type.getMethod("build").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IOException("the library of the object store is another than it was", e);
        }
    }
}
