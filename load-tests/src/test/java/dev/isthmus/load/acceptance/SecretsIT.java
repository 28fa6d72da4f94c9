package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.chaos.FakeUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Secrets and texts, marked, go through good calls and errors of many kinds, at the level at which
 * everything is logged; afterwards they are in nothing that anybody but the caller can see, and
 * credentials not even there.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class SecretsIT {
  private static final Marked PROMPT = new Marked("Hv4prompt.Qs7uEkW2aNcZ");
  private static final Marked COMPLETION = new Marked("Ma6answer.Tb5iLoY8eGxD");
  private static final Marked STRANGERS_KEY = new Marked("Ex1stranger+Df/6pJwB7");
  private static final List<String> GOOD =
      List.of("good", "gemini", "signed-in", "own", "handed-on", "HEADER_ECHO");
  private static final List<String> BAD =
      List.of("wrong", "told", "quoted", "refused", "unnamed", "unfit", "not-a-model");
  private static final List<Marked> CREDENTIALS =
      List.of(
          SecretStand.CALLER_KEY,
          SecretStand.AZURE_KEY,
          SecretStand.WRONG_KEY,
          SecretStand.ENTRA_SECRET,
          SecretStand.WRONG_SECRET,
          SecretStand.GOOGLE_TOKEN,
          SecretStand.OWN_KEY,
          STRANGERS_KEY);

  private final SecretStand stand = new SecretStand();
  private final Map<String, RawAnswer> good = new LinkedHashMap<>();
  private final Map<String, RawAnswer> bad = new LinkedHashMap<>();

  SecretsIT() throws Exception {
    for (String model : GOOD) {
      good.put(model, ask(model, false));
    }
    for (String model : List.of("good", "gemini", "HEADER_ECHO")) {
      good.put(model + ", streamed", ask(model, true));
    }
    List<String> failing = new ArrayList<>(BAD);
    SecretStand.FAULTS.forEach(kind -> failing.add(kind.name()));
    failing.remove("HEADER_ECHO");
    for (String model : failing) {
      if (!model.equals("ERROR_MIDSTREAM")) {
        bad.put(model, ask(model, false));
      }
      bad.put(model + ", streamed", ask(model, true));
    }
    strangeRequests();
  }

  /** Requests that the edge refuses, with marks wherever there is room for one. */
  private void strangeRequests() throws IOException {
    String key = "authorization: Bearer " + SecretStand.CALLER_KEY.text();
    String strange = STRANGERS_KEY.text();
    String path = "/v1/chat/completions";
    String body = body("good", false);
    bad.put("no JSON", post(path, key, body.substring(1)));
    bad.put("cut JSON", post(path, key, body.substring(0, body.length() - 4)));
    bad.put("wrong type", post(path, key, body.replace("false", "\"" + PROMPT.text() + "\"")));
    bad.put("stranger", post(path, "api-key: " + strange, body));
    bad.put("two keys", post(path, key + "\r\napi-key: " + strange, body));
    bad.put("basic", post(path, "authorization: Basic " + strange, body));
    bad.put("no header", post(path, "authorization Bearer " + strange, body));
    bad.put("spaced header", post(path, "authorization : Bearer " + strange, body));
    bad.put("key in query", post(path + "?api-key=" + strange, "x: y", body));
    bad.put("key in path", post("/v1/" + strange, key, body));
  }

  private RawAnswer post(String path, String header, String body) throws IOException {
    return RawAnswer.of(stand.gateway().base(), "POST", path, List.of(header), body);
  }

  private static String body(String model, boolean stream) {
    return """
    {"model":"%s","stream":%s,"user":"%s","messages":[{"role":"user","content":"%s sim:say=%s"}]}\
    """
        .formatted(model, stream, PROMPT.text(), PROMPT.text(), COMPLETION.text());
  }

  private RawAnswer ask(String model, boolean stream) throws IOException {
    String key = "authorization: Bearer " + SecretStand.CALLER_KEY.text();
    return post("/v1/chat/completions", key, body(model, stream));
  }

  @AfterAll
  void close() throws IOException {
    stand.close();
  }

  /** The token that Entra gave, as it arrived where it belongs. */
  private Marked entraToken() {
    String seen = received(stand.signedIn);
    String bearer = "uthorization: Bearer ";
    int at = seen.toLowerCase(Locale.ROOT).indexOf(bearer.toLowerCase(Locale.ROOT));
    assertTrue(at >= 0, seen);
    String token = seen.substring(at + bearer.length()).lines().findFirst().orElseThrow();
    return new Marked(token);
  }

  private static String received(FakeUpstream upstream) {
    StringBuilder all = new StringBuilder();
    for (FakeUpstream.Connection connection : upstream.connections()) {
      all.append(new String(connection.received(), StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }

  private List<Marked> credentials() {
    List<Marked> all = new ArrayList<>(CREDENTIALS);
    all.add(entraToken());
    return all;
  }

  private List<Marked> everything() {
    List<Marked> all = credentials();
    all.add(PROMPT);
    all.add(COMPLETION);
    return all;
  }

  @Test
  void theCallsWentAsTheyWereMeantTo() {
    good.forEach((name, answer) -> assertEquals(200, answer.status(), name + answer.text()));
    bad.forEach(
        (name, answer) ->
            assertTrue(answer.status() >= 400 || !answer.whole(), name + answer.text()));
    assertTrue(good.values().iterator().next().body().contains(COMPLETION.text()));
  }

  @Test
  @Case(id = "SEC3", did = "providers quote our credential in headers and bodies of every status")
  @Case(id = "SEC2", did = "every path of errors at level TRACE: what the caller sees")
  void noAnswerShowsACredential(Figures figures) {
    figures.add("answers", good.size() + bad.size()).add("marks", credentials().size());
    figures.add("hits", 0);
    good.forEach(
        (name, answer) -> credentials().forEach(one -> one.assertNotIn(name, answer.text())));
    bad.forEach(
        (name, answer) -> credentials().forEach(one -> one.assertNotIn(name, answer.text())));
  }

  @Test
  @Case(id = "SEC7", did = "errors repeat nothing of the prompt")
  void noErrorRepeatsWhatWasAsked() {
    bad.forEach(
        (name, answer) -> {
          if (answer.status() >= 400) {
            PROMPT.assertNotIn(name, answer.text());
            COMPLETION.assertNotIn(name, answer.text());
          }
        });
  }

  @Test
  @Case(id = "SEC1", did = "searches all logs after good calls and errors of every kind")
  @Case(id = "SEC2", did = "every path of errors at level TRACE: what is logged")
  @Case(id = "SEC7", did = "searches all logs for prompts and answers")
  void nothingIsLogged(Figures figures) {
    String output = String.join("\n", stand.gateway().output());
    figures.add("log_bytes", output.length()).add("marks", everything().size()).add("hits", 0);

    assertTrue(output.contains("DEBUG "), "not all that can be is logged: " + output);
    everything().forEach(one -> one.assertNotIn("output", output));
  }

  @Test
  @Case(id = "SEC1", did = "searches what the Java machine logs with -Xlog:all=info")
  void theMachineLogsNothing(Figures figures) throws Exception {
    String log = Files.readString(stand.machineLog, StandardCharsets.ISO_8859_1);
    figures.add("log_bytes", log.length()).add("hits", 0);

    assertTrue(log.contains("[gc"), "the machine logs nothing at all");
    everything().forEach(one -> one.assertNotIn("-Xlog", log));
  }

  @Test
  @Case(id = "SEC1", did = "searches metrics and state")
  @Case(id = "SEC7", did = "searches metrics and state")
  void theAdminPortShowsNothing() throws Exception {
    for (String path : List.of("/metrics", "/admin/state")) {
      String page = stand.gateway().admin(path);
      assertTrue(page.length() > 100, page);
      everything().forEach(one -> one.assertNotIn(path, page));
    }
  }

  @Test
  @Case(id = "SEC1", did = "searches the decision of each call")
  void noDecisionShowsAnything(Figures figures) throws Exception {
    int seen = 0;
    List<RawAnswer> answers = new ArrayList<>(good.values());
    answers.addAll(bad.values());
    for (RawAnswer answer : answers) {
      for (String id : answer.all("x-isthmus-decision")) {
        String decision = stand.gateway().admin("/admin/decisions/" + id);
        assertTrue(decision.contains("\"outcome\""), decision);
        everything().forEach(one -> one.assertNotIn("decision", decision));
        seen++;
      }
    }
    figures.add("decisions", seen).add("hits", 0);
    assertTrue(seen >= good.size(), seen + " decisions");
  }

  @Test
  @Case(id = "SEC1", did = "searches a dump of all threads and their locks")
  void noThreadIsNamedAfterASecret() throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = Long.toString(stand.gateway().process().pid());
    Process dump =
        new ProcessBuilder(jcmd, pid, "Thread.print", "-l", "-e").redirectErrorStream(true).start();
    String text = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(text.contains("java.lang.Thread.State"), text);
    everything().forEach(one -> one.assertNotIn("thread dump", text));
  }

  @Test
  @Case(id = "SEC1", did = "searches what each provider received for what is not its own")
  void eachCredentialGoesOnlyWhereItBelongs() {
    String told = received(stand.teller);
    String handedOn = received(stand.own);
    assertTrue(told.contains(SecretStand.AZURE_KEY.text()), told);
    assertTrue(handedOn.contains(SecretStand.OWN_KEY.text()), handedOn);

    SecretStand.AZURE_KEY.assertNotIn("the next candidate", handedOn);
    SecretStand.OWN_KEY.assertNotIn("the first candidate", told);
    for (FakeUpstream upstream : List.of(stand.teller, stand.own, stand.signedIn)) {
      SecretStand.CALLER_KEY.assertNotIn("a provider", received(upstream));
      SecretStand.ENTRA_SECRET.assertNotIn("a provider", received(upstream));
    }
  }

  @Test
  @Case(id = "SSRF1", did = "fields and headers that name another host, for each type of provider")
  void theCallerCannotSayWhereACallGoes(Figures figures) throws Exception {
    String elsewhere = SecretStand.at(stand.elsewhere);
    List<String> names =
        List.of("api_base", "base_url", "endpoint", "azure_endpoint", "x-custom-host");
    String key = "authorization: Bearer " + SecretStand.CALLER_KEY.text();
    for (String name : names) {
      String field = "{\"" + name + "\":\"" + elsewhere + "\",";
      for (String model : List.of("own", "good", "gemini", "signed-in")) {
        String asked = field + body(model, false).substring(1);
        int byField = post("/v1/chat/completions", key, asked).status();
        assertTrue(byField == 200 || byField == 400, name + " gave " + byField);
        String header = key + "\r\n" + name + ": " + elsewhere;
        int byHeader = post("/v1/chat/completions", header, body(model, false)).status();
        // a header whose name has '_' is refused by itself: another reader may take it for a '-'
        assertEquals(name.contains("_") ? 400 : 200, byHeader, name);
      }
    }
    figures.add("connections_elsewhere", stand.elsewhere.connections().size());
    assertEquals(0, stand.elsewhere.connections().size());
    assertFalse(received(stand.own).contains("x-custom-host: "), received(stand.own));
  }
}
