package notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.Json;

/** Notices as one message to somebody. */
public sealed interface Message {

    /**
     * Posted as JSON.
     *
     * @param headers its name, when it was made, and our signature
     */
    record Webhook(URI to, Map<String, String> headers, String body) implements Message {

        public Webhook {
            Objects.requireNonNull(to, "to");
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Mailed as text.
     *
     * @param files by name: what comes with it
     */
    record Mail(List<String> to, String subject, String body, Map<String, String> files) implements Message {

        public Mail {
            to = List.copyOf(to);
            files = new LinkedHashMap<>(files);
        }
    }

    /** The message to whom a rule tells of these notices in that way. */
    static Message of(Rule rule, Channel channel, String id, List<Notice> notices) {
        return channel == Channel.WEBHOOK ? webhook(rule, id, notices) : mail(rule, notices);
    }

    private static Webhook webhook(Rule rule, String id, List<Notice> notices) {
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("type", "caravanserai.notices")
                .put("timestamp", Instant.now().toString());
        ArrayNode all = body.putObject("data").put("rule", rule.name()).putArray("notices");
        for (Notice notice : notices) {
            all.addObject()
                    .put("id", notice.id())
                    .put("at", notice.at().toString())
                    .put("subject", notice.subject())
                    .put("text", notice.text())
                    .<ObjectNode>set("events", Json.mapper().valueToTree(notice.events()))
                    .set("detail", notice.detail());
        }
        String text = body.toString();
        long timestamp = Instant.now().getEpochSecond();
        return new Webhook(
                rule.webhook(),
                Map.of(
                        "webhook-id", id,
                        "webhook-timestamp", String.valueOf(timestamp),
                        "webhook-signature", rule.secret().of(id, timestamp, text)),
                text);
    }

    private static Mail mail(Rule rule, List<Notice> notices) {
        Map<String, Long> counts = notices.stream()
                .collect(Collectors.groupingBy(
                        notice -> notice.events().iterator().next().text(), TreeMap::new, Collectors.counting()));
        String subject = notices.size() == 1
                ? notices.get(0).text().lines().findFirst().orElse("").replaceFirst("^\\S+\\s+", "")
                : counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
        Map<String, String> files = new LinkedHashMap<>();
        IntStream.range(0, notices.size())
                .filter(i -> notices.get(i).detail().path("csv").isTextual())
                .forEach(i -> files.put(
                        (i == 0 ? "" : i + "-") + notices.get(i).subject() + ".csv",
                        notices.get(i).detail().get("csv").asText()));
        return new Mail(
                rule.mail(),
                "[caravanserai] " + oneLine(subject),
                notices.stream().map(Notice::text).collect(Collectors.joining("\n")) + "\n",
                files);
    }

    /** A header of a mail ends at a line break, and what follows would be another one. */
    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > 150 ? line.substring(0, 149) + "…" : line;
    }
}
