package dumps.read;

import java.util.Locale;

/** Reads {@code SET} and {@code USE}: what they say of how the rest of the file is to be read. */
final class Settings {

    private final Style style;
    private final Encoding encoding;
    private final Tables tables;

    Settings(Style style, Encoding encoding, Tables tables) {
        this.style = style;
        this.encoding = encoding;
        this.tables = tables;
    }

    /** The words stand behind {@code SET}. */
    void set(Words words) {
        if (words.take("names") || words.take("character", "set") || words.take("charset")) {
            encoding.said(words.next().text());
            return;
        }
        for (Words part : words.parts()) {
            while (part.take("session") || part.take("global") || part.take("local")) {
                continue;
            }
            String name = part.next().text().toLowerCase(Locale.ROOT).replaceFirst("^@@(session\\.|global\\.)?", "");
            while (part.take('.')) {
                name = part.next().text().toLowerCase(Locale.ROOT);
            }
            boolean assigned = part.take(':') || part.take('=') || part.take("to");
            part.take('=');
            if (assigned && !part.atEnd()) {
                set(name, part.peek());
            }
        }
    }

    private void set(String name, Token value) {
        boolean literal = value.kind() == Token.Kind.QUOTED;
        switch (name) {
            // character_set_client is set around definitions only, and put back before rows.
            case "client_encoding" -> encoding.said(value.text());
            case "sql_mode" -> {
                if (literal) {
                    String modes = value.text().toUpperCase(Locale.ROOT);
                    style.backslashes(!modes.contains("NO_BACKSLASH_ESCAPES"));
                    style.ansiQuotes(modes.matches(".*\\bANSI(_QUOTES)?\\b.*"));
                }
            }
            case "standard_conforming_strings" -> style.backslashes(value.text().equalsIgnoreCase("off"));
            case "search_path" -> {
                String first = value.text().strip();
                if (!first.isEmpty() && !first.equals("pg_catalog")) {
                    tables.searchPath(first);
                }
            }
            default -> {
                // Nothing that bears on rows.
            }
        }
    }

    /** The words stand behind {@code USE}. */
    void use(Words words) {
        if (words.isName()) {
            tables.use(words.name());
        }
    }
}
