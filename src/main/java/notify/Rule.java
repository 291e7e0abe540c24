package notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is told of what.
 *
 * @param kinds of runs; empty is all
 * @param subjects empty is all
 * @param secret signs what is posted; told nobody
 * @param mail to whom
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Rule(
        String name,
        Set<Event> on,
        Set<String> kinds,
        Set<String> subjects,
        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) URI webhook,
        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Signature secret,
        List<String> mail) {

    public Rule {
        Objects.requireNonNull(name, "name");
        on = Set.copyOf(on);
        kinds = Set.copyOf(kinds);
        subjects = Set.copyOf(subjects);
        mail = List.copyOf(mail);
    }

    /** A rule as it is set; its faults were told before. */
    static Rule of(String name, NotifySettings.RuleSettings set) {
        return new Rule(
                name,
                set.on(),
                set.kinds().orElse(Set.of()),
                set.subjects().orElse(Set.of()),
                set.webhook().orElse(null),
                set.secret().map(Signature::new).orElse(null),
                set.mail().orElse(List.of()));
    }

    /** Whether somebody is told of it. */
    boolean wants(Notice notice) {
        return notice.events().stream().anyMatch(on::contains)
                && (kinds.isEmpty() || notice.kind().filter(kinds::contains).isPresent())
                && (subjects.isEmpty() || subjects.contains(notice.subject()));
    }

    /** How he is told. */
    List<Channel> channels() {
        List<Channel> channels = new ArrayList<>();
        if (webhook != null) {
            channels.add(Channel.WEBHOOK);
        }
        if (!mail.isEmpty()) {
            channels.add(Channel.MAIL);
        }
        return channels;
    }

    /** Where notices are posted, without what may let one in there. */
    @JsonProperty
    String webhookHost() {
        return webhook == null ? null : webhook.getScheme() + "://" + webhook.getHost();
    }

    /** Where he is told in that way, without what may let one in there. */
    String place(Channel channel) {
        return channel == Channel.WEBHOOK ? webhookHost() : String.join(", ", new TreeSet<>(mail));
    }

    /** A secret is among it. */
    @Override
    public String toString() {
        return "rule " + name;
    }
}
