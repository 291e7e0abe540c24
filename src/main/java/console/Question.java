package console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What is asked before something is done that changes what somebody has: it says first what will change, from a dry run
 * where the API has one.
 *
 * @param title a question, with the number and the table
 * @param intro a sentence more
 * @param rows what would become of them, or null where no dry run counted them
 * @param lines what changes, what is left alone, what else happens, whether it can be undone
 * @param problem why it would be refused, or null
 * @param deed where the answer is sent, or null if there is nothing to be done
 * @param fields what is sent with it
 * @param button the verb and the number again
 * @param end whether rows go, and do not come
 * @param typed what has to be typed, as what goes cannot be made again; or null
 * @param back where the page is that asked
 */
public record Question(
        String title,
        String intro,
        JsonNode rows,
        List<Line> lines,
        JsonNode problem,
        String deed,
        Map<String, String> fields,
        String button,
        boolean end,
        String typed,
        String back) {

    /**
     * One thing that happens.
     *
     * @param tone {@code good}, {@code care}, {@code bad} or empty
     */
    public record Line(String tone, String icon, String text) {

        static Line change(String text) {
            return new Line("good", "i-check", text);
        }

        static Line same(String text) {
            return new Line("", "i-info", text);
        }

        static Line care(String text) {
            return new Line("care", "i-warn", text);
        }

        static Line lost(String text) {
            return new Line("bad", "i-lost", text);
        }

        static Line undo(String text) {
            return new Line("", "i-undo", text);
        }
    }

    /** One that no dry run was made for. */
    static Question of(
            String title, List<Line> lines, String deed, Map<String, String> fields, String button, String back) {
        return new Question(title, "", null, lines, null, deed, fields, button, true, null, back);
    }

    /** The same, with its name to be typed. */
    Question typing(String name) {
        return new Question(title, intro, rows, lines, problem, deed, fields, button, end, name, back);
    }
}
