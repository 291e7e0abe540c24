package security;

import io.quarkus.elytron.security.common.BcryptUtil;
import java.security.GeneralSecurityException;
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

    private Secrets() {}

    static String hash(String password) {
        return BcryptUtil.bcryptHash(password);
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
