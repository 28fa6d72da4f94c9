package dev.isthmus.core.provider;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that speaks OpenAI's dialect: the body goes out as it came, but for the model's name
 * and what the books need. Threads: any; immutable.
 */
public final class OpenAiCodec implements ProviderCodec {
  private static final String DIALECT = "openai";

  /** For servers that do not know {@code stream_options}. */
  private static final String WITHOUT_USAGE = "openai-without-usage";

  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] USAGE_OPTIONS = ascii("{\"include_usage\":true}");
  private static final byte[] USAGE_FIRST = ascii("\"include_usage\":true,");

  private final String model;
  private final byte[] quotedModel;
  private final Set<Operation> modelInBody;
  private final Manners manners;
  private final Refusals refusals;

  /** What sets one server apart from another. */
  private record Manners(
      boolean usageInStream, boolean operatorsNameModels, boolean storesResponses) {}

  /**
   * @param modelInBody the operations whose body names the model; in the others the path does
   * @param usageInStream whether it understands {@code stream_options.include_usage}
   */
  public OpenAiCodec(
      String model, Set<Operation> modelInBody, boolean usageInStream, Refusals refusals) {
    this(model, modelInBody, new Manners(usageInStream, false, false), refusals);
  }

  private OpenAiCodec(
      String model, Set<Operation> modelInBody, Manners manners, Refusals refusals) {
    this.model = model;
    this.quotedModel = quoted(model);
    this.modelInBody = modelInBody.isEmpty() ? Set.of() : EnumSet.copyOf(modelInBody);
    this.manners = manners;
    this.refusals = refusals;
  }

  /** The same, where operators name models as they like. */
  public OpenAiCodec namedByOperators() {
    Manners other = new Manners(manners.usageInStream(), true, manners.storesResponses());
    return new OpenAiCodec(model, modelInBody, other, refusals);
  }

  /**
   * The same, where {@code stores} says whether what callers leave unsaid is stored as the provider
   * has it. Where it is not, every call says that nothing is to be stored.
   */
  public OpenAiCodec storing(boolean stores) {
    Manners other = new Manners(manners.usageInStream(), manners.operatorsNameModels(), stores);
    return new OpenAiCodec(model, modelInBody, other, refusals);
  }

  @Override
  public boolean operatorsNameModels() {
    return manners.operatorsNameModels();
  }

  @Override
  public String dialect() {
    return DIALECT;
  }

  @Override
  public String side() {
    return manners.usageInStream() ? DIALECT : WITHOUT_USAGE;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public void splice(CallFacts facts, Marks marks, Splice splice) {
    if (modelInBody.contains(facts.operation())) {
      member(marks, marks.model(), "model", quotedModel, splice);
    }
    if (facts.operation() == Operation.RESPONSE) {
      if (!manners.storesResponses()) {
        member(marks, marks.store(), "store", FALSE, splice);
      }
    } else if (facts.stream() && manners.usageInStream() && !facts.includeUsage()) {
      askForUsage(marks, splice);
    }
  }

  private static void askForUsage(Marks marks, Splice splice) {
    Marks.Range options = marks.streamOptions();
    if (marks.includeUsage().isPresent()) {
      splice.replace(marks.includeUsage().start(), marks.includeUsage().end(), TRUE);
    } else if (marks.streamOptionsFirstMember() >= 0) {
      splice.insert(marks.streamOptionsFirstMember(), USAGE_FIRST);
    } else {
      member(marks, options, "stream_options", USAGE_OPTIONS, splice);
    }
  }

  /** Puts {@code value} in place of a member's, or adds the member where there is none. */
  private static void member(
      Marks marks, Marks.Range range, String name, byte[] value, Splice splice) {
    if (range.isPresent()) {
      splice.replace(range.start(), range.end(), value);
      return;
    }
    String text = "\"" + name + "\":" + new String(value, StandardCharsets.UTF_8);
    splice.insert(
        marks.firstMember(), (marks.empty() ? text : text + ",").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Failure readFailure(int status, HeaderView headers, ByteBuf body) {
    return refusals.read(status, headers, body);
  }

  @Override
  public boolean passesErrorBody(Failure failure, ByteBuf body) {
    if (failure.origin() != Failure.Origin.CLIENT || !body.isReadable()) {
      return false;
    }
    ErrorBody error = ErrorBody.read(body);
    boolean googles = error.status() != null || body.getByte(body.readerIndex()) != '{';
    return error.message() != null && !googles;
  }

  @Override
  public @Nullable String message(ByteBuf body) {
    return ErrorBody.read(body).message();
  }

  @Override
  public LimitReport readLimits(int status, HeaderView headers) {
    return RateHeaders.read(headers);
  }

  private static byte[] quoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    return ("\"" + escaped + "\"").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
