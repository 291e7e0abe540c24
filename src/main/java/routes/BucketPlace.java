package routes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import recovery.second.SecondPlace;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;

/** A bucket of an object store, or what begins with a prefix in it: {@code s3:bucket/prefix}. */
final class BucketPlace implements SecondPlace {

    private static final Pattern TEXT = Pattern.compile("s3:(?://)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    private final ProducerTemplate template;
    private final String bucket;
    private final String prefix;

    private BucketPlace(ProducerTemplate template, String bucket, String prefix) {
        this.template = Objects.requireNonNull(template, "template");
        this.bucket = bucket;
        this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    static boolean isMeantBy(String text) {
        return text.startsWith("s3:");
    }

    /** @throws IllegalArgumentException if that is no bucket */
    static BucketPlace of(String text, ProducerTemplate template) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("recovery.copy-to takes a bucket as s3:bucket/prefix, and not " + text);
        }
        return new BucketPlace(template, matcher.group(1), Objects.requireNonNullElse(matcher.group(2), ""));
    }

    @Override
    public void put(String name, Path file) throws IOException {
        Map<String, Object> headers = headers(name);
        headers.put(SecondPlaceRoutes.PART, SecondPlaceRoutes.part(Files.size(file)));
        ask("second-put", file.toFile(), headers);
    }

    @Override
    public InputStream read(String name) throws IOException {
        return (InputStream) ask("second-read", null, headers(name));
    }

    @Override
    public List<String> names(String beginning) throws IOException {
        List<String> names = new ArrayList<>();
        String last = null;
        while (true) {
            // An answer holds a thousand, and Camel asks for the first one only.
            ListObjectsRequest behind = ListObjectsRequest.builder()
                    .bucket(bucket)
                    .prefix(prefix + beginning)
                    .marker(last)
                    .build();
            List<?> some = (List<?>) ask("second-names", behind, headers(beginning));
            if (some == null || some.isEmpty()) {
                return names;
            }
            some.forEach(key -> names.add(key.toString().substring(prefix.length())));
            last = some.get(some.size() - 1).toString();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        ask("second-delete", null, headers(name));
    }

    private Map<String, Object> headers(String name) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(SecondPlaceRoutes.BUCKET, bucket);
        headers.put(SecondPlaceRoutes.KEY, prefix + name);
        return headers;
    }

    private Object ask(String route, Object body, Map<String, Object> headers) throws IOException {
        try {
            return template.requestBodyAndHeaders("direct:" + route, body, headers);
        } catch (CamelExecutionException e) {
            throw new IOException(this + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public String toString() {
        return "s3:" + bucket + "/" + prefix;
    }
}
