package security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import startup.ConfigurationProblem;

/**
 * Reads the users out of their file, or tells every fault in it. It goes line by line instead of through
 * {@link java.util.Properties}, which lets the last of two equal names win in silence and knows no line numbers.
 * Faults never repeat what stands where a secret could stand.
 */
public final class UsersFile {

    /** How to make a hash; said wherever one is missing. */
    static final String MAKE_A_SECRET = "java -jar target/quarkus-app/quarkus-run.jar hash-password";

    // No colon (HTTP Basic ends the name there), no control characters, nothing that could hide in a log.
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@+-]{1,64}");

    private static final String UNTIL = "until=";

    private final Map<String, User> users = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    private UsersFile() {}

    /**
     * The users by name, in the order of the file; at least one.
     *
     * @throws ConfigurationProblem listing everything that is wrong with the file
     */
    static Map<String, User> read(Path file) {
        try {
            return parse(Files.readAllLines(file), file);
        } catch (IOException e) {
            throw new ConfigurationProblem(
                    "cannot read the users in " + file,
                    List.of(
                            e instanceof NoSuchFileException
                                    ? "there is no such file"
                                    : e.getClass().getSimpleName()),
                    "make it a UTF-8 file this process may read, or point security.users to another one");
        }
    }

    static Map<String, User> parse(List<String> lines, Path file) {
        UsersFile reading = new UsersFile();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("!")) {
                reading.take(line, "line " + (i + 1) + ": ");
            }
        }
        if (reading.users.isEmpty() && reading.faults.isEmpty()) {
            reading.faults.add("it names nobody");
        }
        if (!reading.faults.isEmpty()) {
            throw new ConfigurationProblem(
                    "cannot use the users in " + file,
                    reading.faults,
                    "a line is name=hash,role with the role viewer, operator or admin, and until=day if it ends; make a hash with: "
                            + MAKE_A_SECRET);
        }
        return Collections.unmodifiableMap(reading.users);
    }

    private void take(String line, String where) {
        int equals = line.indexOf('=');
        String name = line.substring(0, Math.max(equals, 0)).strip();
        if (!NAME.matcher(name).matches()) {
            faults.add(
                    where + "it does not begin with a name (1 to 64 letters, digits or . _ @ + -) and an equals sign");
            return;
        }
        String[] values = line.substring(equals + 1).split(",", -1);
        String secret = values[0].strip();
        List<Optional<Role>> roles = Arrays.stream(values)
                .skip(1)
                .map(String::strip)
                .filter(value -> !value.startsWith(UNTIL))
                .map(Role::of)
                .toList();
        List<Optional<LocalDate>> untils = Arrays.stream(values)
                .skip(1)
                .map(String::strip)
                .filter(value -> value.startsWith(UNTIL))
                .map(value -> day(value.substring(UNTIL.length())))
                .toList();

        int faultsBefore = faults.size();
        if (secret.isEmpty()) {
            faults.add(where + "'" + name + "' has no secret");
        } else if (!Secrets.isSaltedHash(secret) && !Secrets.isHashOfKey(secret)) {
            faults.add(where + "the secret of '" + name + "' is not a salted hash (bcrypt or SHA-crypt)");
        }
        if (untils.size() > 1 || untils.stream().anyMatch(Optional::isEmpty)) {
            faults.add(where + "until which day '" + name + "' comes in is said once, as in until=2027-06-30");
        } else if (untils.isEmpty() && Secrets.isHashOfKey(secret)) {
            faults.add(where + "the key of '" + name + "' is good for ever: say until=2027-06-30");
        }
        if (roles.isEmpty()) {
            faults.add(where + "'" + name + "' has no role");
        } else if (roles.stream().anyMatch(Optional::isEmpty)) {
            faults.add(where + "'" + name + "' has an unknown role");
        }
        if (!names.add(name)) {
            faults.add(where + "'" + name + "' is there twice");
        }
        if (faults.size() == faultsBefore) {
            Role highest = roles.stream()
                    .flatMap(Optional::stream)
                    .max(Role::compareTo)
                    .orElseThrow();
            users.put(
                    name,
                    new User(
                            name,
                            secret,
                            highest,
                            untils.isEmpty() ? null : untils.get(0).orElseThrow()));
        }
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Whether that can be a user's name. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
