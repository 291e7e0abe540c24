package postgres;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database that a call names by {@code postgresql://user@host:port/database?sslmode=…}. Nothing else stands in it, and a
 * password least of all: what is written here is told to whoever asks.
 *
 * @param user decoded
 * @param host a name or an address; one of IPv6 in brackets
 * @param database decoded
 * @param sslMode null unless said
 */
public record DatabaseUrl(String user, String host, int port, String database, String sslMode) {

    private static final String SCHEME = "postgresql://";
    private static final String SHAPE = "say postgresql://user@host:port/database, and ?sslmode=… where it is wanted";
    private static final String WAYS =
            "it goes into .pgpass, CARAVANSERAI_FROM_PASSWORD or CARAVANSERAI_TO_PASSWORD, or beside the url as \"password\"";
    private static final int USUAL_PORT = 5432;
    private static final int MOST = 65_535;

    private static final Pattern PARTS = Pattern.compile(
            "postgresql://(?<user>[^@/?#]+)@(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:(?<port>[0-9]{1,5}))?"
                    + "/(?<database>[^/?#]+)(\\?sslmode=(?<ssl>disable|allow|prefer|require|verify-ca|verify-full))?");

    /** Whether somebody meant a URL, and not one of the names there are. */
    public static boolean isMeant(String text) {
        return text.contains("://");
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none, or says more than it may; the message quotes nothing that may be
     *     secret
     */
    public static DatabaseUrl parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(fault(text));
        }
        if (parts.group("user").contains(":")) {
            throw new IllegalArgumentException("a password does not go into the URL of a database\nHINT: " + WAYS);
        }
        int port = parts.group("port") == null ? USUAL_PORT : Integer.parseInt(parts.group("port"));
        if (port < 1 || port > MOST) {
            throw new IllegalArgumentException("there is no port " + port + "\nHINT: " + SHAPE);
        }
        return new DatabaseUrl(
                decoded(parts.group("user")),
                parts.group("host"),
                port,
                decoded(parts.group("database")),
                parts.group("ssl"));
    }

    private static String fault(String text) {
        if (text.toLowerCase(java.util.Locale.ROOT).contains("password=") || text.matches("[^/]*//[^/@]*:[^/@]*@.*")) {
            return "a password does not go into the URL of a database\nHINT: " + WAYS;
        }
        if (!text.startsWith(SCHEME)) {
            return "the URL of a database begins with postgresql://\nHINT: " + SHAPE;
        }
        return "the URL of a database has a user, a host, a database and an sslmode at most\nHINT: " + SHAPE;
    }

    private static String decoded(String part) {
        String decoded = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a control character is no part of a name\nHINT: " + SHAPE);
        }
        return decoded;
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What it is called: always the same for one user of one database. */
    public String name() {
        return SCHEME + encoded(user) + "@" + host.toLowerCase(java.util.Locale.ROOT) + ":" + port + "/"
                + encoded(database);
    }

    /** Where it is, for those who connect; without a password the driver looks into {@code .pgpass}. */
    public DatabaseAddress address(Optional<String> password) {
        return new DatabaseAddress(
                "jdbc:postgresql://" + host + ":" + port + "/" + encoded(database)
                        + (sslMode == null ? "" : "?sslmode=" + sslMode),
                Optional.of(user),
                password,
                Optional.empty());
    }
}
