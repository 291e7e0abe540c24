package security;

import java.util.Objects;

/** What the door says to a request before it knows who is asking. */
public sealed interface Decision {

    /** Come in, whoever you are. */
    record Permit() implements Decision {}

    /** Come in, if you have this role. */
    record Needs(Role role) implements Decision {

        public Needs {
            Objects.requireNonNull(role, "a needed role");
        }
    }

    /** Stay out, whoever you are: what was wrong, and what to do about it. */
    record Refuse(String detail, String hint) implements Decision {

        public Refuse {
            Objects.requireNonNull(detail, "what was wrong");
            Objects.requireNonNull(hint, "what to do about it");
        }
    }
}
