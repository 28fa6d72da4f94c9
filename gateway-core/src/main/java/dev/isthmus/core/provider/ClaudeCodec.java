package dev.isthmus.core.provider;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that speaks Anthropic's dialect: the body goes out as it came, but for the model.
 * Vertex AI takes the model in the path and the version in the body. Threads: any; immutable.
 */
public final class ClaudeCodec implements ProviderCodec {
  /** The version that knows every field which a translated request may hold. */
  private static final String VERSION = "2023-06-01";

  private static final String VERTEX_VERSION = "\"anthropic_version\":\"vertex-2023-10-16\"";
  private static final String VERSION_HEADER = "anthropic-version";
  private static final String BETA_HEADER = "anthropic-beta";

  private final String model;
  private final boolean vertex;
  private final Refusals refusals;
  private final InstantSource clock;

  private ClaudeCodec(String model, boolean vertex, Refusals refusals, InstantSource clock) {
    this.model = model;
    this.vertex = vertex;
    this.refusals = refusals;
    this.clock = clock;
  }

  /** The API as Anthropic serves it. */
  public static ClaudeCodec direct(String model, Refusals refusals, InstantSource clock) {
    return new ClaudeCodec(model, false, refusals, clock);
  }

  /** The API as Vertex AI serves it. */
  public static ClaudeCodec vertex(String model, Refusals refusals, InstantSource clock) {
    return new ClaudeCodec(model, true, refusals, clock);
  }

  @Override
  public String dialect() {
    return "anthropic";
  }

  @Override
  public String side() {
    return vertex ? "anthropic-vertex" : "anthropic";
  }

  @Override
  public String model() {
    return model;
  }

  /**
   * On Vertex AI one member stands in place of another, so that no comma is at issue; but for a
   * count, whose path names no model. A body without a model gets a member of its own.
   */
  @Override
  public void splice(CallFacts facts, Marks marks, Splice splice) {
    Marks.Range member = marks.modelMember();
    String text = "\"model\":" + quoted(model);
    if (vertex) {
      text = facts.operation() == Operation.COUNT ? VERTEX_VERSION + "," + text : VERTEX_VERSION;
    }
    if (member.isPresent()) {
      splice.replace(member.start(), member.end(), text.getBytes(StandardCharsets.UTF_8));
    } else {
      String first = marks.empty() ? text : text + ",";
      splice.insert(marks.firstMember(), first.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A caller of this dialect knows best which version of it, and which betas, it speaks. */
  @Override
  public void addHeaders(@Nullable HeaderView caller, HeaderSink headers) {
    String version = caller == null ? null : caller.get(VERSION_HEADER);
    if (!vertex) {
      headers.add(VERSION_HEADER, version == null ? VERSION : version);
    }
    if (caller != null) {
      caller.forEach(BETA_HEADER, headers::add);
    }
  }

  @Override
  public Failure readFailure(int status, HeaderView headers, ByteBuf body) {
    return refusals.read(status, headers, body);
  }

  @Override
  public boolean passesErrorBody(Failure failure, ByteBuf body) {
    ErrorBody error = ErrorBody.read(body);
    return failure.origin() == Failure.Origin.CLIENT
        && error.type() != null
        && error.message() != null
        && error.status() == null;
  }

  @Override
  public @Nullable String message(ByteBuf body) {
    return ErrorBody.read(body).message();
  }

  @Override
  public LimitReport readLimits(int status, HeaderView headers) {
    return vertex ? LimitReport.NONE : ClaudeRates.read(headers, clock);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
