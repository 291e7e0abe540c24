package notify;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UnknownName;

/** All rules, and what they make of notices. */
@ApplicationScoped
public class Rules {

    private final TreeMap<String, Rule> rules = new TreeMap<>();

    public Rules(NotifySettings settings) {
        if (faults(settings).isEmpty()) {
            settings.rules().forEach((name, set) -> rules.put(name, Rule.of(name, set)));
        }
    }

    /** What is wrong with them as they are set, each fault in words and without secrets. */
    public static List<String> faults(NotifySettings settings) {
        List<String> faults = new ArrayList<>();
        settings.rules().forEach((name, set) -> {
            String rule = "notify.rules." + name;
            if (set.webhook().isEmpty() && set.mail().orElse(List.of()).isEmpty()) {
                faults.add(rule + " tells nobody: set its webhook or its mail");
            }
            set.webhook()
                    .filter(webhook -> webhook.getHost() == null
                            || !List.of("http", "https").contains(webhook.getScheme()))
                    .ifPresent(webhook -> faults.add(rule + ".webhook is no address of http or https"));
            if (set.webhook().isPresent() && !isSecret(set.secret().orElse(""))) {
                faults.add(rule + ".secret is whsec_ and at least 24 bytes in Base64");
            }
            if (set.mail().isPresent() && settings.mail().host().isEmpty()) {
                faults.add(rule + ".mail needs notify.mail.host");
            }
        });
        return faults;
    }

    private static boolean isSecret(String text) {
        try {
            return new Signature(text).of("", 0, "") != null;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** All of them, by name. */
    public List<Rule> list() {
        return List.copyOf(rules.values());
    }

    /** Who is to be told of a notice, as named values for {@code sql/notify/sort-notice.sql}. */
    public Map<String, Object> sort(Notice notice) {
        List<String> names = new ArrayList<>();
        List<String> channels = new ArrayList<>();
        for (Rule rule : rules.values()) {
            if (rule.wants(notice)) {
                rule.channels().forEach(channel -> {
                    names.add(rule.name());
                    channels.add(channel.text());
                });
            }
        }
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("id", notice.id());
        named.put("rules", names.toArray(String[]::new));
        named.put("channels", channels.toArray(String[]::new));
        return named;
    }

    /**
     * Deliveries of one rule and channel as a message. The same deliveries have the same name whenever they are sent.
     *
     * @throws ProblemException if there is no such rule any more, or it does not tell in that way
     */
    public Message message(List<Delivery> together) {
        Delivery first = together.get(0);
        Rule rule = find(first.rule());
        if (!rule.channels().contains(first.channel())) {
            throw new ProblemException(Problem.conflict(
                    "the rule " + rule.name() + " tells nobody by "
                            + first.channel().text(),
                    null));
        }
        String ids = together.stream().map(one -> String.valueOf(one.id())).collect(Collectors.joining(","));
        return Message.of(
                rule,
                first.channel(),
                "msg_" + UUID.nameUUIDFromBytes(ids.getBytes(StandardCharsets.UTF_8)),
                together.stream().map(Delivery::notice).toList());
    }

    /** A message that somebody sends to find out whether it arrives, to one place. */
    public record Trial(String rule, Channel channel, String to, Message message) {}

    /**
     * One message for each way in which somebody is told.
     *
     * @param name of a rule, or null for all
     * @throws ProblemException if there is none
     */
    public List<Trial> trials(String name) {
        List<Trial> trials = new ArrayList<>();
        for (Rule rule : name == null ? list() : List.of(find(name))) {
            Notice notice = new Notice(
                    0,
                    Event.TEST.text(),
                    rule.name(),
                    Json.mapper().createObjectNode().put("why", "somebody tries whether this arrives"),
                    Instant.now());
            for (Channel channel : rule.channels()) {
                trials.add(new Trial(
                        rule.name(),
                        channel,
                        rule.place(channel),
                        Message.of(rule, channel, "msg_" + UUID.randomUUID(), List.of(notice))));
            }
        }
        if (trials.isEmpty()) {
            throw new ProblemException(Problem.conflict(
                    "nobody is told of anything", "set up a rule: notify.rules.<name>.on, and .webhook or .mail"));
        }
        return trials;
    }

    private Rule find(String name) {
        Rule rule = rules.get(name);
        if (rule == null) {
            throw new ProblemException(Problem.notFound(
                    "there is no rule \"" + name + '"',
                    rules.isEmpty()
                            ? "set one up: notify.rules.<name>.on, and .webhook or .mail"
                            : UnknownName.ways(name, rules.keySet(), "there are ")));
        }
        return rule;
    }
}
