package security;

import io.quarkus.elytron.security.common.BcryptUtil;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.wildfly.security.password.Password;
import org.wildfly.security.password.PasswordFactory;
import org.wildfly.security.password.WildFlyElytronPasswordProvider;
import org.wildfly.security.password.util.ModularCrypt;

/**
 * Salted hashes of passwords in modular crypt format: bcrypt, and the SHA-crypt of {@code openssl passwd -6}. The work is
 * Elytron's.
 */
public final class Secrets {

    private static final WildFlyElytronPasswordProvider ELYTRON = new WildFlyElytronPasswordProvider();

    private static final Pattern SALTED_HASH = Pattern.compile("\\$2[aby]\\$(0[4-9]|[12]\\d|3[01])\\$[./A-Za-z0-9]{53}"
            + "|\\$5\\$(rounds=\\d{4,9}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43}"
            + "|\\$6\\$(rounds=\\d{4,9}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{86}");

    private static final Pattern HASH_OF_KEY = Pattern.compile("key:[0-9a-f]{64}");

    private Secrets() {}

    static String hash(String password) {
        return BcryptUtil.bcryptHash(password);
    }

    /** A key that nobody guesses: 256 random bits. */
    static String newKey() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return "cvs_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Fast, which is no fault where what is hashed cannot be guessed. */
    static String hashOfKey(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "key:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot use SHA-256, which every Java has", e);
        }
    }

    static boolean isHashOfKey(String secret) {
        return HASH_OF_KEY.matcher(secret).matches();
    }

    /** What decides how long a check takes: the kind of hash and its cost. */
    static String costOf(String secret) {
        String[] parts = secret.split("\\$");
        return parts[1].startsWith("2")
                ? "2$" + parts[2]
                : parts[1] + "$" + (parts[2].startsWith("rounds=") ? parts[2] : "");
    }

    static boolean isSaltedHash(String secret) {
        return SALTED_HASH.matcher(secret).matches();
    }

    /** Slow on purpose: tens of milliseconds of one core. Never on an event loop. */
    static boolean matches(String password, String secret) {
        // Elytron does not know the name 2b; its bcrypt never had the fault that 2b tells apart from 2a.
        String known = secret.startsWith("$2b$") ? "$2a$" + secret.substring(4) : secret;
        try {
            Password decoded = ModularCrypt.decode(known);
            PasswordFactory factory = PasswordFactory.getInstance(decoded.getAlgorithm(), ELYTRON);
            return factory.verify(factory.translate(decoded), password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot check a password against a hash that was found well-formed", e);
        }
    }
}
