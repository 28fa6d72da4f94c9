package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.Marks;
import dev.isthmus.core.dialect.RequestFields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Reads the facts of a {@code ModelInferRequest}: its model; tensors stay unread. Threads: one. */
final class MessageFactsReader implements FactsReader {
  private static final String NAME = "model_name";

  private final ProtoScanner scanner =
      new ProtoScanner(KserveGrpcDialect.MODEL_NAME, NAME, RequestFields.MODEL_BYTES);
  private long bytes;
  private @Nullable CallFacts facts;

  @Override
  public @Nullable Failure see(ByteBuf part) {
    bytes += part.readableBytes();
    return invalid(scanner.feed(part));
  }

  @Override
  public @Nullable Failure finish(@Nullable String pathModel) {
    Failure invalid = invalid(scanner.end());
    if (invalid != null) {
      return invalid;
    }
    String model = scanner.text();
    if (model == null || !RequestFields.isName(model)) {
      String detail = NAME + ": missing or no name (expected: a model's name)";
      return Failure.ofClient(FailureKind.INVALID_REQUEST, detail, NAME);
    }
    facts = InferFactsReader.facts(model, bytes);
    return null;
  }

  @Override
  public CallFacts facts() {
    CallFacts read = facts;
    if (read == null) {
      throw new IllegalStateException("the request was not read to a good end");
    }
    return read;
  }

  /** Where the whole field stands, its tag included. */
  @Override
  public Marks marks() {
    return InferFactsReader.marks(new Marks.Range(scanner.start(), scanner.endOffset()));
  }

  private static @Nullable Failure invalid(@Nullable String error) {
    return error == null
        ? null
        : Failure.ofClient(FailureKind.INVALID_REQUEST, "message: " + error);
  }
}
