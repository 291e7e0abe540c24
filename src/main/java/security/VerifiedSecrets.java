package security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which passwords were found right, so that the slow hash is worked out once and not on each request: HTTP Basic sends the
 * password every time. What is kept is a seal under a key that dies with the process, never the password, and one for a
 * user, so it cannot outgrow the users file. The seal covers the stored hash: a changed password is forgotten by itself.
 */
public final class VerifiedSecrets {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Map<String, byte[]> seals = new ConcurrentHashMap<>();

    VerifiedSecrets() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    boolean knows(User user, String password) {
        byte[] known = seals.get(user.name());
        return known != null && MessageDigest.isEqual(known, seal(user, password));
    }

    void remember(User user, String password) {
        seals.put(user.name(), seal(user, password));
    }

    void forgetAll() {
        seals.clear();
    }

    private byte[] seal(User user, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // The password comes last, as the only part that may hold the separator: no two triples run together.
            String sealed = user.name() + '\0' + user.secret() + '\0' + password;
            return mac.doFinal(sealed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot use " + ALGORITHM + ", which every Java has", e);
        }
    }
}
