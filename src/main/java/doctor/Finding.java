package doctor;

import java.util.Objects;

/**
 * Something that is wrong, or will be.
 *
 * @param subject what it is about, in a word
 * @param finding what was found
 * @param hint what to do
 */
public record Finding(String subject, String finding, String hint) {

    public Finding {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(hint, "hint");
    }
}
