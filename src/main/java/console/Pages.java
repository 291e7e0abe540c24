package console;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.Variant;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders pages. Whatever a template names and is not there is an error, never a gap. */
@ApplicationScoped
public class Pages {

    private static final String HTML = "text/html";

    private final Engine engine = Engine.builder()
            .addDefaults()
            .addValueResolver(new JsonValues())
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new HtmlEscaper(List.of(HTML)))
            .addResultMapper(new JsonText())
            .addLocator(Pages::locate)
            .strictRendering(true)
            .build();

    private static Optional<TemplateLocation> locate(String id) {
        return Pages.class.getResource("/console/" + id + ".html") == null
                ? Optional.empty()
                : Optional.of(new Template(id));
    }

    private record Template(String id) implements TemplateLocation {
        @Override
        public Reader read() {
            InputStream file = Pages.class.getResourceAsStream("/console/" + id + ".html");
            return new InputStreamReader(file, StandardCharsets.UTF_8);
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.of(Variant.forContentType(HTML));
        }
    }

    /**
     * A page.
     *
     * @param name of its template
     * @param values what is on it, beside {@code say}
     */
    public String render(String name, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("say", new Words(Instant.now()));
        return engine.getTemplate(name).data(all).render();
    }
}
