package notify;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Who is told of what. */
@ConfigMapping(prefix = "notify")
public interface NotifySettings {

    /** Rules by their names; nobody is told of anything without one. */
    Map<String, RuleSettings> rules();

    /** How long notices are gathered before they are sent as one message, from 1 ms. */
    @WithDefault("10S")
    @WithConverter(DurationConverter.class)
    Duration digest();

    /** How often a message is sent again, at growing intervals, before it is given up. */
    @WithDefault("8")
    @Min(1)
    @Max(50)
    int tries();

    /** Days that notices are kept. */
    @WithDefault("30")
    @Min(1)
    int keepDays();

    /** The server that takes mails. */
    MailSettings mail();

    /** Open dead letters of a table from which on somebody is told; unless set nobody is. */
    LettersSettings letters();

    /** When a flow lags behind. */
    LagSettings lag();

    /** How long a run may be at work before somebody is told. */
    @WithDefault("6H")
    @WithConverter(DurationConverter.class)
    Duration overdue();

    /** What somebody is told, and how. */
    interface RuleSettings {

        /** What it is about. */
        Set<Event> on();

        /** The kinds of runs that it is about; all unless set. */
        Optional<Set<String>> kinds();

        /** The tables, flows or reports that it is about; all unless set. */
        Optional<Set<String>> subjects();

        /** Where notices are posted as JSON. */
        Optional<URI> webhook();

        /** What they are signed with there: {@code whsec_} and at least 24 bytes in Base64. */
        Optional<String> secret();

        /** To whom notices are mailed. */
        Optional<List<String>> mail();
    }

    /** How mails are sent. */
    interface MailSettings {

        /** The server's name. */
        Optional<String> host();

        /** Its port. */
        @WithDefault("587")
        @Min(1)
        @Max(65535)
        int port();

        /** As whom we log in; nobody unless set. */
        Optional<String> username();

        /** With which password. */
        Optional<String> password();

        /** From whom mails are. */
        @WithDefault("caravanserai@localhost")
        String from();

        /** How the connection is kept from others' eyes. */
        @WithDefault("starttls")
        Tls tls();
    }

    /** What is between us and a mail server. */
    enum Tls {
        /** Nothing: only on a network that is trusted. */
        NONE,
        /** Begun in the open, and not without going on in secret. */
        STARTTLS,
        /** From the first byte. */
        TLS
    }

    /** The limit of dead letters. */
    interface LettersSettings {

        /** So many, or more. */
        OptionalLong max();
    }

    /** The limit of lag. */
    interface LagSettings {

        /** Seconds since the last sync or copy that was done. */
        OptionalLong maxSeconds();
    }
}
