package dev.isthmus.core.exchange;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.ResponseTag;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.Marks;
import dev.isthmus.core.dialect.UsageTap;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderCodec;
import dev.isthmus.core.provider.Unsigned;
import dev.isthmus.core.route.Deployment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of a caller's request what each deployment on its way wants. Threads: one event loop. */
final class Packer {
  private static final long MILLIS_PER_SECOND = 1000;
  private static final String POST = "POST";
  private static final String JSON = "application/json";
  private static final byte[] NOTHING = {};

  private final Journey.Cargo cargo;
  private final Engine engine;
  private final Lane.Tools tools;

  Packer(Journey.Cargo cargo, Engine engine, Lane.Tools tools) {
    this.cargo = cargo;
    this.engine = engine;
    this.tools = tools;
  }

  /** Whether the caller's own request and the provider's answer can pass as they are. */
  boolean takesAsItCame(Deployment deployment) {
    return deployment.takesAsItCame(cargo.facts(), cargo.head().dialect().name());
  }

  Shipment pack(Deployment deployment) {
    Dialect dialect = cargo.head().dialect();
    if (!takesAsItCame(deployment)) {
      ProviderCodec codec = deployment.provider().codec();
      Translator translator =
          engine.translators().between(dialect, cargo.facts().operation(), codec.side());
      return translator == null
          ? trouble(deployment, NO_TRANSLATION)
          : translated(deployment, translator);
    }
    String type = dialect.requestType(cargo.head().headers());
    Relay back = passThrough(tags(deployment));
    boolean whole = false;
    try {
      ByteBuf body = cargo.head().stored() == null ? spliced(deployment) : Unpooled.EMPTY_BUFFER;
      whole = true;
      return new Shipment(deployment, true, body, type, back, List.of(), null);
    } finally {
      if (!whole) {
        back.release();
      }
    }
  }

  private ByteBuf spliced(Deployment deployment) {
    Splice splice = new Splice();
    Marks marks = cargo.request().marks();
    deployment.provider().codec().splice(cargo.facts(), marks, splice);
    Marks.Range previous = marks.previousResponse();
    if (cargo.home().deployment() != null && previous.isPresent()) {
      int tag = previous.start() + 1;
      splice.replace(tag, tag + ResponseTag.LENGTH, NOTHING);
    }
    return splice.apply(cargo.request().body(), tools.allocator());
  }

  private Shipment translated(Deployment deployment, Translator translator) {
    ProviderCodec codec = deployment.provider().codec();
    boolean strict = cargo.route().rules().refuseUntranslatable();
    LossPolicy policy = strict ? LossPolicy.STRICT : LossPolicy.LENIENT;
    Target target = new Target(codec.model(), knownAs(deployment), policy, cargo.facts().stream());
    Translated translated = translator.request(cargo.request().body(), target, tools.allocator());
    if (translated instanceof Translated.Body body) {
      AnswerTranslator answer = translator.answer(answerContext(deployment, body.asked()));
      Relay back =
          cargo.facts().stream()
              ? Translation.ofStream(answer)
              : Translation.ofDocument(answer, cargo.request().budget());
      return new Shipment(
          deployment, false, body.body(), body.contentType(), back, body.dropped(), null);
    }
    return trouble(deployment, ((Translated.Refused) translated).failure());
  }

  private Shipment trouble(Deployment deployment, Failure failure) {
    return new Shipment(
        deployment, false, Unpooled.EMPTY_BUFFER, JSON, passThrough(null), List.of(), failure);
  }

  /** Null where ids of the answer stay as they are. */
  private @Nullable IdTags tags(Deployment deployment) {
    CallFacts facts = cargo.facts();
    boolean responds =
        facts.operation() == Operation.RESPONSE || facts.operation() == Operation.STORED;
    if (!responds || !deployment.storesResponses() || !facts.stored().showsIds()) {
      return null;
    }
    return new IdTags(ResponseTag.of(deployment.name(), cargo.home().caller()), tools.allocator());
  }

  /** Takes {@code tags}. */
  private Relay passThrough(@Nullable IdTags tags) {
    CallFacts facts = cargo.facts();
    Dialect.UsageEvents usage =
        facts.includeUsage() ? Dialect.UsageEvents.PASS : Dialect.UsageEvents.DROP;
    UsageTap tap = cargo.head().dialect().tap(facts.operation(), facts.stream(), usage);
    return new PassThrough(tap, tags);
  }

  /** Where operators name models as they like, the gateway's own name tells more. */
  private static String knownAs(Deployment deployment) {
    ProviderCodec codec = deployment.provider().codec();
    return codec.operatorsNameModels() ? deployment.model() : codec.model();
  }

  private AnswerContext answerContext(Deployment deployment, Asked asked) {
    CallFacts facts = cargo.facts();
    return new AnswerContext(
        facts.stream(),
        facts.includeUsage(),
        deployment.model(),
        knownAs(deployment),
        cargo.head().requestId(),
        tools.time().clock().millis() / MILLIS_PER_SECOND,
        tools.toolCallIds(),
        tools.allocator(),
        asked);
  }

  /** The call upstream, which owns the shipment's body from now on. */
  Upstream.Request request(Shipment shipment) {
    Provider provider = shipment.deployment().provider();
    Address address = provider.endpoint().address();
    String path = path(shipment);
    StoredAsk stored = cargo.head().stored();
    String method = stored == null ? POST : stored.verb().method();
    Unsigned unsigned =
        new Unsigned(address, method, path, shipment.contentType(), shipment.body());
    return new Upstream.Request(
        provider.endpoint().wire(),
        address,
        method,
        path,
        sink -> headers(provider, shipment.asItCame(), unsigned, sink),
        shipment.body(),
        cargo.route().deadlines().connect().toNanos());
  }

  /** A translated call has another name where that is what its dialect calls it. */
  private String path(Shipment shipment) {
    CallFacts facts = cargo.facts();
    Operation operation = facts.operation();
    Operation asked = shipment.asItCame() ? operation : operation.translated();
    String path = shipment.deployment().provider().endpoint().path(asked, facts.stream());
    StoredAsk stored = cargo.head().stored();
    String id = facts.stored().responseId();
    return stored == null || id == null ? path : stored.path(path, ResponseTag.withoutTag(id));
  }

  private void headers(Provider provider, boolean asItCame, Unsigned request, HeaderSink sink) {
    ProviderCodec codec = provider.codec();
    HeaderView caller = cargo.head().headers();
    if (cargo.head().stored() == null) {
      sink.add("content-type", request.contentType());
    }
    sink.add("accept", codec.accepts(cargo.facts().stream()));
    sink.add("accept-encoding", "identity");
    sink.add("user-agent", "isthmus");
    sink.add("x-client-request-id", cargo.head().requestId());
    provider.forward().copy(caller, sink);
    codec.addHeaders(asItCame ? caller : null, sink);
    provider.authenticator().authenticate(request, sink);
  }

  private static final Failure NO_TRANSLATION =
      Failure.ofClient(
          FailureKind.UNSUPPORTED, "this operation cannot be translated for the deployment");
}
