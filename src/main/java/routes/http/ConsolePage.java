package routes.http;

import static routes.Steps.exchange;

import console.Pages;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Expression;

/** The last step on the way to a page: what the verbs answered, in its template. */
final class ConsolePage {

    private ConsolePage() {}

    /**
     * A page.
     *
     * @param place which entry of the menu it belongs to
     * @param shown what it shows beside what all of them do
     */
    static Expression of(Pages pages, String template, String place, Function<ConsoleCall, Map<String, Object>> shown) {
        return exchange(message -> {
            ConsoleCall asked = ConsoleCall.of(message);
            return pages.render(template, asked.values(place, shown.apply(asked)));
        });
    }
}
