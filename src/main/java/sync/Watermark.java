package sync;

import java.util.List;

/**
 * How far one stream of a table's rows has come.
 *
 * @param at rows with an earlier time are on the target; as text, null before the first
 * @param key rows of exactly that time are there up to this key, its values as text; null for none
 * @param seen rows of transactions before this one are there, whatever their time; null for none
 * @param files the source's table and its files, null before the first
 */
record Watermark(String at, List<String> key, Long seen, String files) {

    /** Nothing is there yet. */
    static final Watermark NONE = new Watermark(null, null, null, null);

    Watermark at(String newAt, List<String> newKey) {
        return new Watermark(newAt, newKey, seen, files);
    }

    Watermark seen(Long newSeen) {
        return new Watermark(at, key, newSeen, files);
    }

    /** From the beginning of time again, but only what older transactions did not bring. */
    Watermark anyTime() {
        return new Watermark(null, null, seen, files);
    }

    /**
     * What is still true of the table as it is now: another table is read from nothing, and one in other files, such as
     * after a truncate, from the beginning of time.
     */
    Watermark of(String filesNow) {
        if (files == null || files.equals(filesNow)) {
            return new Watermark(at, key, seen, filesNow);
        }
        return new Watermark(null, null, isOfOtherFiles(filesNow) ? seen : null, filesNow);
    }

    /** Whether the same table is in other files now, such as after a truncate. */
    boolean isOfOtherFiles(String filesNow) {
        return files != null && !files.equals(filesNow) && files.split("/")[0].equals(filesNow.split("/")[0]);
    }
}
