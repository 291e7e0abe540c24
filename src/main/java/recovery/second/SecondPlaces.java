package recovery.second;

/** Makes a place of what {@code recovery.copy-to} says. */
@FunctionalInterface
public interface SecondPlaces {

    /** @throws IllegalArgumentException if that is none */
    SecondPlace of(String text);
}
