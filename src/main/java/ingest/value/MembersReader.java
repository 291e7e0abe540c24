package ingest.value;

import rows.load.UnfitValue;
import rows.load.ValueReader;

/** Reads the members of arrays and ranges, each by itself. */
public final class MembersReader implements ValueReader {

    private static final String AROUND = "[](){},\"";

    private final ValueReader each;

    public MembersReader(ValueReader each) {
        this.each = each;
    }

    @Override
    public boolean everyText() {
        return true;
    }

    @Override
    public String read(String text) throws UnfitValue {
        StringBuilder all = null;
        int at = 0;
        while (at < text.length()) {
            int end = memberEnd(text, at);
            String member = text.substring(at, end);
            String read = each.read(member);
            if (all == null && !read.equals(member)) {
                all = new StringBuilder().append(text, 0, at);
            }
            if (all != null) {
                all.append(read).append(text, end, Math.min(end + 1, text.length()));
            }
            at = end + 1;
        }
        return all == null ? text : all.toString();
    }

    /** Where the member that begins here ends: at a mark, or at the quote it stands before. */
    private static int memberEnd(String text, int from) {
        boolean quoted = from > 0 && text.charAt(from - 1) == '"' && quotesBefore(text, from) % 2 == 1;
        int i = from;
        while (i < text.length() && (quoted ? text.charAt(i) != '"' : AROUND.indexOf(text.charAt(i)) < 0)) {
            i++;
        }
        return i;
    }

    private static long quotesBefore(String text, int to) {
        return text.substring(0, to).chars().filter(c -> c == '"').count();
    }
}
