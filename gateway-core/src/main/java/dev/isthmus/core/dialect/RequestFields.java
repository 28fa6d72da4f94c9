package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads single fields of a request that has been scanned, and remembers the first that is not what
 * it should be. Messages name the field, the shape of its value and what was expected, and never
 * the value. Threads: one.
 */
public final class RequestFields {
  /** The longest model name that the gateway takes. Units: bytes. */
  public static final int MODEL_BYTES = 256;

  private static final int QUOTES = 2;
  private static final String A_NAME =
      "a model's name of at most " + MODEL_BYTES + " bytes without control characters";

  private final JsonScanner scanner;
  private @Nullable Failure failure;

  public RequestFields(JsonScanner scanner) {
    this.scanner = scanner;
  }

  /** Ready for another request. */
  public void reset() {
    failure = null;
  }

  /** The first field at fault, or null. */
  public @Nullable Failure failure() {
    return failure;
  }

  public JsonType type(Field field) {
    return scanner.type(field.id());
  }

  /** Whether the field holds something that is neither null nor empty. */
  public boolean isFilled(Field field) {
    return type(field).isFilled();
  }

  /** A true or false that may be left out. */
  public boolean flag(Field field) {
    JsonType type = type(field);
    if (!type.isNothing() && type != JsonType.TRUE && type != JsonType.FALSE) {
      refuse(field, "true or false");
    }
    return type == JsonType.TRUE;
  }

  /** A whole number from {@code least} to {@code most} that may be left out; −1 where it is. */
  public long number(Field field, long least, long most) {
    JsonType type = type(field);
    if (type.isNothing()) {
      return -1;
    }
    long value = scanner.longValue(field.id());
    if (type != JsonType.NUMBER || value < least || value > most) {
      refuse(field, "a whole number from " + least + " to " + most);
    }
    return value;
  }

  /** The name of a model: text of bounded length without control characters. */
  public String model(Field field) {
    String text = type(field) == JsonType.STRING ? scanner.text(field.id()) : null;
    if (text == null || !isName(text)) {
      refuse(field, A_NAME);
      return "";
    }
    return text;
  }

  /** The name of a model as a path has it, where no field may. */
  public String pathModel(@Nullable String text) {
    if (text == null || !isName(text)) {
      String detail = "model: missing in the path, or no name (expected: " + A_NAME + ")";
      if (failure == null) {
        failure = Failure.ofClient(FailureKind.INVALID_REQUEST, detail, "model");
      }
      return "";
    }
    return text;
  }

  /** Whether {@code text} can be the name of a model. */
  public static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty() && ByteBufUtil.utf8Bytes(text) <= MODEL_BYTES;
  }

  /** A hash of a captured text, or of its beginning; 0 where there is none. */
  public long hash(Field field) {
    return type(field) == JsonType.STRING ? scanner.textHash(field.id()) : 0;
  }

  /** Requires that the field holds {@code first} or {@code second}. */
  public void require(Field field, JsonType first, JsonType second, String expected) {
    if (type(field) != first && type(field) != second) {
      refuse(field, expected);
    }
  }

  /** Requires an array or nothing, and tells whether anything is in it. */
  public boolean hasElements(Field field) {
    JsonType type = type(field);
    if (!type.isNothing() && type != JsonType.ARRAY && type != JsonType.EMPTY_ARRAY) {
      refuse(field, "an array");
    }
    return type == JsonType.ARRAY;
  }

  public boolean textIs(Field field, byte[] expected) {
    return scanner.textIs(field.id(), expected);
  }

  public int count(Field field) {
    return scanner.count(field.id());
  }

  public Marks.Range range(Field field) {
    long start = scanner.start(field.id());
    return start < 0
        ? Marks.Range.ABSENT
        : new Marks.Range((int) start, (int) scanner.end(field.id()));
  }

  /** A guarded field with its key, which is then written plainly. */
  public Marks.Range member(Field field) {
    long keyEnd = scanner.keyEnd(field.id());
    if (keyEnd < 0 || scanner.end(field.id()) < keyEnd) {
      return Marks.Range.ABSENT;
    }
    int start = (int) keyEnd - field.name().length() - QUOTES;
    return new Marks.Range(start, (int) scanner.end(field.id()));
  }

  /** The offset at which members may be put into the object at a field, −1 where none is there. */
  public int firstMember(Field field) {
    boolean filled = scanner.type(field.id()) == JsonType.OBJECT;
    return filled ? (int) scanner.start(field.id()) + 1 : -1;
  }

  /** The field is at fault: it should be {@code expected}. */
  public void refuse(Field field, String expected) {
    refuse(FailureKind.INVALID_REQUEST, field, expected);
  }

  /** Refuses a field that holds anything; an empty list or object asks for nothing. */
  public void refuseIfThere(Field field, String expected) {
    if (isFilled(field)) {
      refuseUnsupported(field, expected);
    }
  }

  /** The field is right and asks for what the gateway does not do. */
  public void refuseUnsupported(Field field, String expected) {
    refuse(FailureKind.UNSUPPORTED, field, expected);
  }

  private void refuse(FailureKind kind, Field field, String expected) {
    if (failure == null) {
      String shape = type(field).shape();
      String detail = field.name() + ": " + shape + " (expected: " + expected + ")";
      failure = Failure.ofClient(kind, detail, field.name());
    }
  }
}
