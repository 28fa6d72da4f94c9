package dev.isthmus.core.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.account.Ledger;
import dev.isthmus.core.account.Row;
import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.FakeScheduler;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Strain;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.anthropic.ClaudeSide;
import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.converse.InvokeEmbeddingSide;
import dev.isthmus.core.dialect.gemini.GeminiCountSide;
import dev.isthmus.core.dialect.gemini.GeminiEmbeddingSide;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.openai.ChatPartsSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.openai.EmbeddingTurnSide;
import dev.isthmus.core.dialect.openai.ImageTranslator;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import dev.isthmus.core.dialect.stability.StabilitySide;
import dev.isthmus.core.dialect.turn.CallerSide;
import dev.isthmus.core.dialect.turn.CountTranslator;
import dev.isthmus.core.dialect.turn.EmbeddingTranslator;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.dialect.turn.TurnTranslator;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.govern.CallerLimits;
import dev.isthmus.core.govern.Callers;
import dev.isthmus.core.govern.Credential;
import dev.isthmus.core.govern.KeyHash;
import dev.isthmus.core.govern.Pace;
import dev.isthmus.core.govern.Room;
import dev.isthmus.core.observe.CallRecord;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.observe.DecisionText;
import dev.isthmus.core.observe.Events;
import dev.isthmus.core.resilience.RetryBudget;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.DeploymentBuilder;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.RouteTable;
import dev.isthmus.core.route.Router;
import dev.isthmus.core.signal.OutputLengths;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A whole engine between a scripted provider and recording callers, in time that stands still. */
final class Bench {
  static final String KEY = "isth-5f2c7b0e41d94f6f8d9a0c1b2e3d4f50";
  static final String PLAIN =
      "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}";
  static final String STREAM =
      "{\"model\":\"gpt\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  static final String ROLE =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n";
  static final String HEL = chunk("Hel");
  static final String LO = chunk("lo");
  static final String STOP =
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
  static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}\n\n";
  static final String DONE = "data: [DONE]\n\n";
  static final String DOCUMENT =
      "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Green\"},"
          + "\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}";
  static final Objective OBJECTIVE = new Objective("interactive", 1, 0.0008, 0.00005, 0.0016);

  final FakeTicker ticker = new FakeTicker();
  final FakeScheduler scheduler = new FakeScheduler(ticker);
  private final AlarmPool clocks = new AlarmPool(scheduler);

  /** From chat, by the provider's side. */
  private static final Map<String, TurnTranslator> TRANSLATORS =
      Map.of(
          "gemini", new TurnTranslator(new ChatTurnSide(), new GeminiSide()),
          "openai-parts", new TurnTranslator(new ChatTurnSide(), new ChatPartsSide(true)),
          "anthropic",
              new TurnTranslator(new ChatTurnSide(), new ClaudeSide(ClaudeSide.Form.DIRECT)));

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, false, true);

  /** Where the gateway gets its own memory. */
  ByteBufAllocator packing = allocator;

  final ScriptedUpstream upstream = new ScriptedUpstream(allocator);
  final List<CallRecord> records = new ArrayList<>();
  final List<Row> rows = new ArrayList<>();
  final List<String> alarms = new ArrayList<>();
  final List<Deployment> deployments = new ArrayList<>();
  private final List<Deployment> elsewhere = new ArrayList<>();
  final RetryBudget retryBudget = new RetryBudget();
  final DecisionRing ring = new DecisionRing(4096, 0, 0);
  private final List<RecordingDownstream> callers = new ArrayList<>();
  BodyBudget bodies = new BodyBudget(1 << 20);
  WaitingRoom waiting = new WaitingRoom(100, 1 << 20);
  long maxBodyBytes = 1 << 20;
  int places = 1000;
  Room room = new Room(places, bodies, maxBodyBytes, ticker.nanoTime());
  Strain strain = Strain.CALM;

  /** Requests that were not to become calls. */
  int turnedAway;

  /** What callers speak, and their model where its name stands in the path. */
  Dialect dialect = new OpenAiDialect();

  @Nullable String pathModel;

  /** What calls ask about a stored response, whose id is then {@link #pathModel}. */
  @Nullable StoredAsk stored;

  CallerSide callerSide = new ChatTurnSide();
  ProviderSide providerSide = new GeminiSide();
  Deadlines deadlines = Deadlines.DEFAULT;

  /** What the caller may ask for; empty: everything. */
  Set<String> models = Set.of();

  Scope scope = Scope.ANY;
  CallerLimits limits = CallerLimits.NONE;
  Route.Rules rules = new Route.Rules(true, true, false);
  long seed = 1;
  private @Nullable Running running;

  static String chunk(String text) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
  }

  /** Deployments of these names, in the order in which they are tried. */
  static Bench of(String... names) {
    Bench bench = new Bench();
    for (String name : names) {
      bench.add(bench.deployment(name));
    }
    return bench;
  }

  DeploymentBuilder deployment(String name) {
    return DeploymentBuilder.named(name, ticker).place(name, "region-" + name, "us");
  }

  Bench add(DeploymentBuilder builder) {
    int index = deployments.size();
    deployments.add(builder.priority(index).at(index));
    return this;
  }

  /** A deployment that the route has not: it serves another model. */
  Bench addElsewhere(DeploymentBuilder builder) {
    elsewhere.add(builder.at(deployments.size() + elsewhere.size()));
    return this;
  }

  Deployment deployment(int index) {
    return deployments.get(index);
  }

  private @Nullable Snapshot snapshot;

  /** What the settings above were made into at the first call. */
  private record Running(Callers known, Router router, Lane lane) {}

  Lane lane() {
    return running().lane();
  }

  /** Another configuration is in force, which has none of these deployments. */
  void reconfigure() {
    snapshot = new Snapshot(new RouteTable(List.of(), List.of(), "v2"), running().known());
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      Callers known = known();
      Router router = new Router(new Random(seed));
      now = new Running(known, router, new Lane(engine(known), tools(router)));
      running = now;
    }
    return now;
  }

  private Callers known() {
    Caller caller =
        new Caller(
            new CallerId("demo", 0),
            models,
            Scope.ANY,
            limits,
            Caller.Expose.FULL,
            CallClass.INTERACTIVE);
    room = new Room(places, bodies, maxBodyBytes, ticker.nanoTime());
    return new Callers(
        List.of(new Credential(KeyHash.ofKey(KEY), caller)),
        new SecureRandom(),
        room,
        ticker.nanoTime());
  }

  private Engine engine(Callers known) {
    Route route =
        new Route(
            DeploymentBuilder.MODEL,
            deployments,
            scope,
            OBJECTIVE,
            deadlines,
            rules,
            new OutputLengths(ticker));
    List<Deployment> all = new ArrayList<>(deployments);
    all.addAll(elsewhere);
    RouteTable table = new RouteTable(List.of(route), all, "v1");
    snapshot = new Snapshot(table, known);
    return new Engine(
        () -> Objects.requireNonNull(snapshot),
        new Ledger(deployments.size(), 1, List.of(rows::add)),
        retryBudget,
        new Engine.Limits(maxBodyBytes, waiting),
        (dialect, operation, provider) -> translator(operation, provider),
        new Alarms());
  }

  private void finished(CallRecord call) {
    Decision copy = new Decision();
    copy.copyFrom(call.decision());
    records.add(
        new CallRecord(
            call.operation(),
            call.stream(),
            call.status(),
            call.attempts(),
            call.usage(),
            call.outcome(),
            call.timeline(),
            copy));
  }

  private @Nullable Translator translator(Operation operation, String provider) {
    boolean google = provider.equals("gemini");
    return switch (operation) {
      case CHAT ->
          provider.equals(providerSide.name())
              ? new TurnTranslator(callerSide, providerSide)
              : TRANSLATORS.get(provider);
      case EMBEDDING ->
          new EmbeddingTranslator(
              new EmbeddingTurnSide(),
              google ? new GeminiEmbeddingSide() : new InvokeEmbeddingSide());
      case IMAGE -> new ImageTranslator(new StabilitySide());
      case COUNT ->
          google
              ? new CountTranslator(new MessagesTurnSide(), new GeminiCountSide(), dialect::count)
              : null;
      case COMPLETION, RESPONSE, STORED, INFER -> null;
    };
  }

  private Lane.Tools tools(Router router) {
    return new Lane.Tools(
        new Lane.Time(ticker, InstantSource.fixed(Instant.EPOCH), clocks),
        upstream,
        packing,
        router,
        ring,
        this::finished,
        () -> "call_1",
        new Lane.Strains(Pace.unmeasured(), () -> strain));
  }

  /** One request under way. */
  final class Call {
    final RecordingDownstream caller = new RecordingDownstream();
    final Inbound inbound;

    Call(Operation operation, long contentLength, Map<String, String> headers) {
      callers.add(caller);
      RequestHead head =
          new RequestHead(
              operation,
              dialect,
              pathModel,
              ScriptedUpstream.view(headers),
              contentLength,
              "req-" + callers.size(),
              stored);
      inbound = lane().open(head, caller);
    }

    Call body(String text) {
      return body(buffer(text));
    }

    Call body(ByteBuf part) {
      inbound.onBody(part);
      return this;
    }

    Call end() {
      inbound.onBodyEnd();
      return this;
    }

    CallRecord record() {
      return records.get(records.size() - 1);
    }
  }

  ByteBuf buffer(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return allocator.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
  }

  Call open() {
    return open(Operation.CHAT);
  }

  Call open(Operation operation) {
    return new Call(operation, -1, Map.of("authorization", "Bearer " + KEY));
  }

  /** A whole request. */
  Call call(String body) {
    return open().body(body).end();
  }

  void pass(Duration time) {
    scheduler.advance(time.toNanos());
  }

  /** Every call is over, told of once, and has given back all that it took. */
  void assertSettled() {
    Callers known = running().known();
    assertEquals(callers.size() - turnedAway, records.size(), "one record per call");
    for (CallRecord record : records) {
      Decision kept = ring.find(record.decision().summary().id);
      assertNotNull(kept, "published");
      assertEquals(DecisionText.of(record.decision()), DecisionText.of(kept), "published");
      assertNotNull(record.decision().summary().outcome);
    }
    assertEquals(0, known.inFlight("demo"), "seats");
    assertEquals(0, room.inside(CallClass.INTERACTIVE), "places");
    assertEquals(0, retryBudget.callsInFlight(), "calls in the retry budget");
    assertEquals(0, retryBudget.retriesInFlight(), "retries");
    assertEquals(0, clocks.taken(), "timers");
    assertEquals(0, running().router().plansOut(), "plans");
    assertEquals(0, waiting.calls(), "calls that wait");
    for (Deployment deployment : deployments) {
      assertEquals(0, deployment.live().signals().inFlight(), deployment.name());
      assertEquals(0, deployment.live().capacity().inFlight(), deployment.name());
    }
    assertReleased();
  }

  private void assertReleased() {
    assertEquals(0, bodies.used(), "held bodies");
    for (ScriptedUpstream.Sent sent : upstream.calls) {
      sent.cancel();
    }
    for (RecordingDownstream caller : callers) {
      for (ByteBuf part : caller.parts) {
        assertEquals(0, part.refCnt(), "a part of an answer");
      }
    }
    assertEquals(0, allocator.metric().usedDirectMemory(), "direct memory");
    assertEquals(0, allocator.metric().usedHeapMemory(), "heap memory");
  }

  static void assertCompleted(Call call) {
    assertEquals(200, call.caller.status);
    assertEquals(true, call.caller.ended);
    assertEquals(Outcome.COMPLETED, call.record().outcome());
  }

  private final class Alarms implements Events {
    @Override
    public void breaker(String deployment, String from, String to) {
      alarms.add("breaker " + deployment + " " + to);
    }

    @Override
    public void misconfigured(String deployment, String why) {
      alarms.add("misconfigured " + deployment + " " + why);
    }

    @Override
    public void suspended(String deployment, long seconds) {
      alarms.add("suspended " + deployment);
    }

    @Override
    public void residencyRefused(String caller, String route, String requestId, String reasons) {
      alarms.add("residency " + caller + " " + requestId + " " + reasons);
    }

    @Override
    public void unpriced(String deployment) {
      alarms.add("unpriced " + deployment);
    }

    @Override
    public void engineUnheard(String deployment, String why) {
      alarms.add("unheard " + deployment + " " + why);
    }

    @Override
    public void broken(Throwable cause) {
      alarms.add("broken " + cause.getClass().getSimpleName());
    }

    @Override
    public void engineHeard(String deployment) {
      alarms.add("heard " + deployment);
    }
  }
}
