package blackbox;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The browser of this machine, which nothing is downloaded for. */
final class Chromium implements AutoCloseable {

    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String AXE = read("/axe.min.js");

    /** Found by axe at these impacts: somebody cannot use the page. */
    private static final String FINDINGS = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
            + ".filter(one => ['serious', 'critical'].includes(one.impact))"
            + ".flatMap(one => one.nodes.map(node => one.id + ' at ' + node.target.join(' ') + ': ' + node.failureSummary))";

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable));
    }

    private static String read(String resource) {
        try (InputStream file = Chromium.class.getResourceAsStream(resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Skips the test where there is none. */
    static Chromium start() {
        Optional<Path> executable =
                PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(
                executable.isPresent(), "the console is not tried: no browser is in " + PLACES + "; install chromium");
        return new Chromium(executable.get());
    }

    /** How somebody looks at the console. */
    enum Look {
        DAY(1280, 900, ColorScheme.LIGHT),
        NIGHT(1280, 900, ColorScheme.DARK),
        DAY_ON_A_PHONE(390, 844, ColorScheme.LIGHT),
        NIGHT_ON_A_PHONE(390, 844, ColorScheme.DARK);

        private final int width;
        private final int height;
        private final ColorScheme theme;

        Look(int width, int height, ColorScheme theme) {
            this.width = width;
            this.height = height;
            this.theme = theme;
        }
    }

    Visit visit(Service service, Look look) {
        return visit("http://127.0.0.1:" + service.port(), look, new Browser.NewContextOptions());
    }

    Visit visit(Service service, Look look, String user, String password) {
        return visit(
                "http://127.0.0.1:" + service.port(),
                look,
                new Browser.NewContextOptions().setHttpCredentials(user, password));
    }

    private Visit visit(String base, Look look, Browser.NewContextOptions options) {
        return new Visit(
                base,
                look,
                browser.newContext(options.setBaseURL(base)
                        .setViewportSize(look.width, look.height)
                        .setColorScheme(look.theme)
                        .setReducedMotion(ReducedMotion.REDUCE)));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** A tab, and all that went wrong in it. */
    static final class Visit implements AutoCloseable {

        private final String base;
        private final Look look;
        private final BrowserContext context;
        private final Page page;
        private final List<String> complaints = new ArrayList<>();

        private Visit(String base, Look look, BrowserContext context) {
            this.base = base;
            this.look = look;
            this.context = context;
            this.page = context.newPage();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") || message.type().equals("warning")) {
                    complaints.add(page.url() + " says: " + message.text());
                }
            });
            page.onPageError(error -> complaints.add(page.url() + " broke: " + error));
            page.onRequest(request -> {
                if (!request.url().startsWith(base) && !request.url().startsWith("data:")) {
                    complaints.add(page.url() + " asks elsewhere: " + request.url());
                }
            });
        }

        Page page() {
            return page;
        }

        /** Opens a page, and looks at it with the eyes of somebody who cannot see it well. */
        Visit open(String path) {
            page.navigate(base + path);
            return this;
        }

        /** Whatever is found is among the complaints. */
        Visit judge(String name) {
            picture(name);
            page.evaluate(AXE);
            for (Object finding : (List<?>) page.evaluate(FINDINGS)) {
                complaints.add(name + " (" + look + "): " + finding);
            }
            int wider = ((Number) page.evaluate("document.documentElement.scrollWidth - innerWidth")).intValue();
            if (wider > 0) {
                complaints.add(name + " (" + look + ") is " + wider + " pixels wider than the screen");
            }
            return this;
        }

        /** Lies in target/screenshots, for people. */
        void picture(String name) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(PICTURES.resolve(
                            name + "-" + look.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ".png")));
        }

        List<String> complaints() {
            return complaints;
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
