package notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Json;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {

    private static Rules rules(String... more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "notify.rules.ops.on", "failed,proof",
                "notify.rules.ops.webhook", "https://hooks.example/T0/secret?x=1",
                "notify.rules.ops.secret", NotifySettingsOf.SECRET));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return new Rules(NotifySettingsOf.the(values));
    }

    private static Notice run(String kind, String state, String subject) {
        return new Notice(
                7,
                "run",
                subject,
                Json.read("{\"kind\":\"" + kind + "\",\"state\":\"" + state
                        + "\",\"problem\":{\"detail\":\"no\\nway\",\"hint\":\"try\"}}"),
                Instant.EPOCH);
    }

    private static List<String> told(Rules rules, Notice notice) {
        return List.of((String[]) rules.sort(notice).get("rules"));
    }

    @Test
    void aRuleTellsOfWhatItIsAbout() {
        // Given
        Rules rules = rules(
                "notify.rules.loads.on", "failed,refused",
                "notify.rules.loads.kinds", "ingest,redrive",
                "notify.rules.loads.subjects", "customers",
                "notify.rules.loads.mail", "a@example.org,b@example.org",
                "notify.mail.host", "localhost");

        // When
        List<String> failed = told(rules, run("ingest", "failed", "customers"));
        List<String> refused = told(rules, run("redrive", "refused", "customers"));
        List<String> other = told(rules, run("ingest", "refused", "jobs"));
        List<String> sync = told(rules, run("sync", "failed", "customers"));
        List<String> proof = told(rules, run("verify", "refused", "a set"));

        // Then
        assertThat(failed).containsExactly("loads", "ops");
        assertThat(refused).containsExactly("loads");
        assertThat(other).isEmpty();
        assertThat(sync).containsExactly("ops");
        assertThat(proof).containsExactly("ops");
    }

    @Test
    void severalNoticesAreOneMailOfOneLineOfSubject() {
        // Given
        Rules rules = rules("notify.rules.ops.mail", "a@example.org", "notify.mail.host", "localhost");
        Notice one = run("ingest", "failed", "a\nBcc: b@example.org");
        Notice other = run("sync", "refused", "b");

        // When
        Message.Mail single = (Message.Mail) rules.message(List.of(new Delivery(1, "ops", Channel.MAIL, one)));
        Message.Mail both = (Message.Mail) rules.message(
                List.of(new Delivery(1, "ops", Channel.MAIL, one), new Delivery(2, "ops", Channel.MAIL, other)));

        // Then
        assertThat(single.subject()).startsWith("[caravanserai] ingest of a").doesNotContain("\n");
        assertThat(both.subject()).isEqualTo("[caravanserai] 1 failed, 1 refused");
        assertThat(both.body()).contains("sync of b refused: no\nway\n    try");
    }

    @Test
    void theSameNoticesAreOneMessageHoweverOftenTheyAreSent() {
        // Given
        Rules rules = rules();
        List<Delivery> together = List.of(new Delivery(1, "ops", Channel.WEBHOOK, run("ingest", "failed", "a")));

        // When
        Message.Webhook first = (Message.Webhook) rules.message(together);
        Message.Webhook again = (Message.Webhook) rules.message(together);
        Message.Webhook other = (Message.Webhook)
                rules.message(List.of(new Delivery(2, "ops", Channel.WEBHOOK, run("ingest", "failed", "a"))));

        // Then
        assertThat(first.headers().get("webhook-id")).isEqualTo(again.headers().get("webhook-id"));
        assertThat(other.headers().get("webhook-id"))
                .isNotEqualTo(first.headers().get("webhook-id"));
    }

    @Test
    void aRuleIsShownWithoutWhatLetsOneIn() {
        // When
        String shown = Json.write(rules().list());

        // Then
        assertThat(shown).contains("https://hooks.example").doesNotContain("T0", "secret", "MfKQ");
    }

    @ParameterizedTest
    @CsvSource({
        "notify.rules.x.subjects, a,                      notify.rules.x tells nobody",
        "notify.rules.x.webhook,  ftp://host/a,           notify.rules.x.webhook is no address",
        "notify.rules.x.webhook,  https://host/a,         notify.rules.x.secret is whsec_",
        "notify.rules.x.mail,     a@example.org,          notify.rules.x.mail needs notify.mail.host",
    })
    void whatIsSetWronglyIsToldAtTheStart(String key, String value, String fault) {
        // When
        List<String> faults = Rules.faults(NotifySettingsOf.the(Map.of("notify.rules.x.on", "failed", key, value)));

        // Then
        assertThat(faults).anySatisfy(told -> assertThat(told).startsWith(fault));
    }

    @Test
    void aRuleThatThereIsNotIsNotFound() {
        // When
        var trying = assertThatThrownBy(() -> rules().trials("opps"));

        // Then
        trying.isInstanceOfSatisfying(ProblemException.class, trouble -> {
            assertThat(trouble.problem().status()).isEqualTo(404);
            assertThat(trouble.problem().hint()).startsWith("did you mean ops?");
        });
    }
}
