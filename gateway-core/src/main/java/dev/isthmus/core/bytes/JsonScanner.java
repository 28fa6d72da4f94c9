package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document as it arrives and notes what stands at the declared paths: no tree, no
 * copy, no allocation while it runs. Between two documents it holds next to nothing.
 *
 * <p>Shape: RFC 8259, an object on top, in UTF-8. Where a path holds {@code []} it has many
 * occurrences; the last one stands, except that null never replaces a value, and nothing empty one
 * that is not. Bytes from 0x80 are checked in keys and in captured strings and pass elsewhere.
 *
 * <p>Units: byte offsets from the start of the document. Threads: one. Errors: a {@link JsonError}
 * once the document cannot be one that every parser reads alike; nothing is read after it. Numbers
 * have at most {@value NumberReader#MAX_BYTES} bytes.
 */
@HotPath
public final class JsonScanner extends JsonFindings {
  /** The depth that any document may have. */
  public static final int MAX_DEPTH = Nesting.MAX_DEPTH;

  private static final int QUOTES = 2;

  private static final int FIRST_KEY = 0;
  private static final int KEY = 1;
  private static final int COLON = 2;
  private static final int FIRST_VALUE = 3;
  private static final int VALUE = 4;
  private static final int AFTER = 5;
  private static final int START = 6;
  private static final int END = 7;
  private static final int IN_KEY = 8;
  private static final int IN_STRING = 9;
  private static final int IN_NUMBER = 10;
  private static final int IN_LITERAL = 11;

  private static final String VALUE_STARTS = "\"[-0123456789tfn";

  /** The last four bytes of the literals. */
  private static final int TRUE = (int) WordScan.wordOf("true");

  private static final int FALSE = (int) WordScan.wordOf("alse");
  private static final int NULL = (int) WordScan.wordOf("null");

  private final JsonPaths paths;
  private final int maxDepth;
  private final ByteWindow.Reader piece = (bytes, from, to, shift) -> scan(bytes, from, to);
  private JsonTables tables;
  private Nesting nesting;
  private StringReader strings;
  private NumberReader number;
  private int state = START;

  /** Of the value under way: where in the paths it stands, and where in the document. */
  private int place;

  private long valueStart;
  private JsonType literal = JsonType.NULL;
  private long guardsSeen;

  /** Offset of the next byte, and what to add to an index of the piece to get its offset. */
  private long offset;

  private long base;
  private @Nullable JsonError error;

  /** A scanner for documents of at most {@code maxDepth} levels, 1 to {@link #MAX_DEPTH}. */
  public JsonScanner(JsonPaths paths, int maxDepth) {
    super(paths.noTables().marks);
    if (maxDepth < 1 || maxDepth > MAX_DEPTH) {
      throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1..64)");
    }
    this.paths = paths;
    this.maxDepth = maxDepth;
    tables = paths.noTables();
    nesting = tables.nesting;
    strings = tables.strings;
    number = tables.number;
  }

  /** Borrows {@code part} and reads all its readable bytes by index. */
  public @Nullable JsonError feed(ByteBuf part) {
    return feed(part, part.readerIndex(), part.writerIndex());
  }

  /** Borrows {@code part} and reads its bytes from index {@code from} to {@code to}. */
  public @Nullable JsonError feed(ByteBuf part, int from, int to) {
    ByteWindow.show(part, from, to, piece);
    return error;
  }

  /** Lends {@code bytes} and reads them from {@code from} to {@code to}. */
  public @Nullable JsonError feed(byte[] bytes, int from, int to) {
    scan(bytes, from, to);
    return error;
  }

  /** What is wrong with the document as far as it was read, or null. */
  public @Nullable JsonError error() {
    return error;
  }

  /** Ends the document: an error unless it is whole. */
  public @Nullable JsonError end() {
    if (error == null && state != END) {
      error = new JsonError(JsonError.Kind.TRUNCATED, offset);
    }
    return error;
  }

  /** Forgets everything, ready for another document; what was borrowed for this one goes back. */
  public void reset() {
    if (holdsTables()) {
      JsonTables held = tables;
      use(paths.noTables());
      paths.tables().give(held);
    }
    totals.clear();
    state = START;
    guardsSeen = 0;
    offset = 0;
    error = null;
  }

  /**
   * Where the string at {@code path} begins, its quote included, as soon as that has come; −1 where
   * none has.
   */
  public long stringStart(int path) {
    if (state == IN_STRING && place == path) {
      return valueStart;
    }
    JsonType type = marks.type(path);
    return type == JsonType.STRING || type == JsonType.EMPTY_STRING ? marks.start(path) : -1;
  }

  /** Whether the closing brace of the document came. */
  public boolean isWhole() {
    return state == END && error == null;
  }

  /** Bytes read since the document began. */
  public long offset() {
    return offset;
  }

  /** Whether a document is being read, or was and is not forgotten yet. */
  boolean holdsTables() {
    return tables != paths.noTables();
  }

  private void use(JsonTables next) {
    tables = next;
    marks = next.marks;
    nesting = next.nesting;
    strings = next.strings;
    number = next.number;
  }

  private void scan(byte[] bytes, int from, int to) {
    if (!holdsTables()) {
      use(paths.tables().take());
    }
    base = offset - from;
    int i = from;
    while (i < to && error == null) {
      i = state <= END ? readStructure(bytes, i, to) : resume(bytes, i, to);
    }
    offset = base + i;
  }

  /** Reads on inside a token that an earlier piece began. */
  private int resume(byte[] bytes, int i, int to) {
    return switch (state) {
      case IN_KEY -> readKey(bytes, i, to);
      case IN_STRING -> readString(bytes, i, to);
      case IN_NUMBER -> readNumber(bytes, i, to);
      default -> readLiteral(bytes, i, to);
    };
  }

  private int readStructure(byte[] bytes, int from, int to) {
    int i = WordScan.spaceEnd(bytes, from, to);
    if (i == to) {
      return i;
    }
    byte b = bytes[i];
    switch (state) {
      case FIRST_KEY, KEY -> {
        return openKey(bytes, i, to);
      }
      case FIRST_VALUE, VALUE -> {
        return openValue(bytes, i, to);
      }
      case COLON -> {
        state = VALUE;
        check(b == ':', JsonError.Kind.SYNTAX, i);
      }
      case AFTER -> afterValue(b, i);
      case START -> openDocument(bytes, i);
      default -> fail(JsonError.Kind.TRAILING, i);
    }
    return i + 1;
  }

  private void openDocument(byte[] bytes, int i) {
    int b = bytes[i] & 0xFF;
    if (base + i == 0 && (b == 0xEF || b == 0xFE || b == 0xFF)) {
      fail(JsonError.Kind.BOM, i);
    } else if (b == '{') {
      place = paths.root();
      valueStart = base + i;
      open(false, i);
      totals.open(base + i + 1);
    } else {
      fail(VALUE_STARTS.indexOf(b) < 0 ? JsonError.Kind.SYNTAX : JsonError.Kind.NOT_OBJECT, i);
    }
  }

  private int openKey(byte[] bytes, int i, int to) {
    if (bytes[i] == '"') {
      return readMembers(bytes, i, to);
    } else if (bytes[i] == '}' && state == FIRST_KEY) {
      close(JsonType.EMPTY_OBJECT, i);
    } else {
      fail(JsonError.Kind.SYNTAX, i);
    }
    return i + 1;
  }

  /**
   * Reads on while members stand here as nearly all do: whole, their keys and colons plain. What is
   * not so is left to others, and the state says what it is.
   */
  private int readMembers(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] == '"' && state <= KEY) {
      KeyTable keys = paths.keys(nesting.place());
      int quote = WordScan.keyStop(bytes, i + 1, to);
      int value = afterColon(bytes, quote, to);
      int found = value == to ? KeyTable.UNSURE : find(keys, bytes, i + 1, quote);
      if (found == KeyTable.UNSURE) {
        return startKey(i + 1);
      }
      endKey(found, quote);
      guard(found, /* escaped= */ false, quote);
      if (error != null) {
        return value;
      }
      i = readMember(bytes, value, to);
    }
    return i;
  }

  /** The index of the value, where a key ends, a colon and a value follow; else {@code to}. */
  private static int afterColon(byte[] bytes, int quote, int to) {
    if (quote >= to - 3 || bytes[quote] != '"' || bytes[quote + 1] != ':') {
      return to;
    }
    int value = bytes[quote + 2] == ' ' ? quote + 3 : quote + 2;
    return bytes[value] > ' ' ? value : to;
  }

  /** Reads a value, and a comma or brace after it. */
  private int readMember(byte[] bytes, int from, int to) {
    int end = place == JsonPaths.NONE ? skipScalar(bytes, from, to) : -1;
    if (end < 0) {
      state = VALUE;
      end = openValue(bytes, from, to);
      if (state != AFTER) {
        return end;
      }
    }
    state = AFTER;
    if (end == to || bytes[end] <= ' ') {
      return end;
    }
    afterValue(bytes[end], end);
    return end + 1 < to && bytes[end + 1] == ' ' ? end + 2 : end + 1;
  }

  /** The index after a scalar that nobody reads; −1 where none stands here whole and plain. */
  private int skipScalar(byte[] bytes, int i, int to) {
    byte b = bytes[i];
    if (b == '"') {
      int from = i + 1;
      int end =
          DataUrlProbe.mayBegin(bytes, from, to) ? to : StringReader.textStop(bytes, from, to);
      if (end == to || bytes[end] != '"') {
        return -1;
      }
      totals.text(end - from);
      return end + 1;
    }
    return b <= '9' ? NumberReader.plainEnd(bytes, i, to) : -1;
  }

  private int startKey(int i) {
    strings.startKey(paths.tree(nesting.place()));
    state = IN_KEY;
    return i;
  }

  private static int find(@Nullable KeyTable keys, byte[] bytes, int from, int to) {
    if (keys == null) {
      return KeyTable.NONE;
    }
    return KeyTable.reaches(bytes, from) ? keys.find(bytes, from, to - from) : KeyTable.UNSURE;
  }

  private int openValue(byte[] bytes, int i, int to) {
    valueStart = base + i;
    switch (bytes[i]) {
      case ']' -> closeEmpty(i);
      case '"' -> {
        return openString(bytes, i, to);
      }
      case '{' -> open(false, i);
      case '[' -> open(true, i);
      case 't' -> {
        return openLiteral(JsonType.TRUE, TRUE, bytes, i, to);
      }
      case 'f' -> {
        return openLiteral(JsonType.FALSE, FALSE, bytes, i, to);
      }
      case 'n' -> {
        return openLiteral(JsonType.NULL, NULL, bytes, i, to);
      }
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        return openNumber(bytes, i, to);
      }
      default -> fail(JsonError.Kind.SYNTAX, i);
    }
    return i + 1;
  }

  private void closeEmpty(int i) {
    if (state == FIRST_VALUE) {
      close(JsonType.EMPTY_ARRAY, i);
    } else {
      fail(JsonError.Kind.SYNTAX, i);
    }
  }

  private int openString(byte[] bytes, int i, int to) {
    int from = i + 1;
    Capture capture = marks.capture(place);
    if (capture != null) {
      return openCaptured(capture, bytes, from, to);
    }
    state = IN_STRING;
    if (DataUrlProbe.mayBegin(bytes, from, to)) {
      strings.startValue(null);
      return from;
    }
    int end = StringReader.textStop(bytes, from, to);
    if (end < to && bytes[end] == '"') {
      totals.text(end - from);
      endString(end + 1);
      return end + 1;
    }
    strings.startSkipped();
    return end;
  }

  private int openCaptured(Capture capture, byte[] bytes, int from, int to) {
    int end = WordScan.keyStop(bytes, from, to);
    if (end < to && bytes[end] == '"') {
      capture.take(bytes, from, end);
      totals.text(end - from);
      endString(end + 1);
      return end + 1;
    }
    strings.startValue(capture);
    state = IN_STRING;
    return from;
  }

  private void open(boolean array, int i) {
    if (nesting.depth() == maxDepth) {
      fail(JsonError.Kind.DEPTH, i);
      return;
    }
    nesting.open(place, array, valueStart);
    state = array ? FIRST_VALUE : FIRST_KEY;
    place = array ? paths.element(place) : JsonPaths.NONE;
  }

  private void close(JsonType type, int i) {
    place = nesting.place();
    valueStart = nesting.start();
    nesting.close();
    endValue(type, base + i + 1);
  }

  private void afterValue(byte b, int i) {
    boolean array = nesting.inArray();
    if (b == ',') {
      next();
    } else if (b == (array ? ']' : '}')) {
      close(array ? JsonType.ARRAY : JsonType.OBJECT, i);
    } else {
      fail(JsonError.Kind.SYNTAX, i);
    }
  }

  /** Another member or element has to follow. */
  private void next() {
    boolean array = nesting.inArray();
    state = array ? VALUE : KEY;
    place = array ? paths.element(nesting.place()) : JsonPaths.NONE;
  }

  private void endValue(JsonType type, long end) {
    marks.mark(place, type, valueStart, end);
    state = nesting.depth() == 0 ? END : AFTER;
  }

  private int readKey(byte[] bytes, int from, int to) {
    int i = strings.scan(bytes, from, to);
    failAs(strings.error(), i - 1);
    if (error == null && strings.isClosed()) {
      endKey(strings.keyPlace(), i - 1);
      guard(strings.nearPlace(), strings.isEscaped(), i - 1);
    }
    return i;
  }

  private void endKey(int keyPlace, int i) {
    state = COLON;
    place = keyPlace;
    marks.key(place, base + i + 1);
    if (nesting.depth() == 1) {
      totals.member();
    }
  }

  private void guard(int nearPlace, boolean escaped, int i) {
    long guard = paths.guard(nearPlace);
    if (guard != 0) {
      check(place != JsonPaths.NONE, JsonError.Kind.OTHER_CASE, i);
      check(!escaped, JsonError.Kind.ESCAPED_KEY, i);
      check((guardsSeen & guard) == 0, JsonError.Kind.DUPLICATE_KEY, i);
      guardsSeen |= guard;
    }
  }

  private int readString(byte[] bytes, int from, int to) {
    int i = strings.scan(bytes, from, to);
    failAs(strings.error(), i - 1);
    if (error == null && strings.isClosed()) {
      totals.string(base + i - valueStart - QUOTES, strings.probe());
      endString(i);
    }
    return i;
  }

  private void endString(int i) {
    long end = base + i;
    long length = end - valueStart - QUOTES;
    endValue(length == 0 ? JsonType.EMPTY_STRING : JsonType.STRING, end);
  }

  private int openNumber(byte[] bytes, int i, int to) {
    int end = NumberReader.plainEnd(bytes, i, to);
    if (end > 0) {
      number.readPlain(bytes, i, end);
      endNumber(end);
      return end;
    }
    number.start(bytes[i]);
    state = IN_NUMBER;
    return readNumber(bytes, i + 1, to);
  }

  private int readNumber(byte[] bytes, int from, int to) {
    int i = number.scan(bytes, from, to);
    if (i < to) {
      check(number.isWhole(), JsonError.Kind.NUMBER, i);
      endNumber(i);
    }
    return i;
  }

  private void endNumber(int i) {
    endValue(JsonType.NUMBER, base + i);
    marks.number(place, number.value());
  }

  private int openLiteral(JsonType type, int tail, byte[] bytes, int i, int to) {
    int end = i + type.shape().length();
    if (end <= to && WordScan.halfWord(bytes, end - Integer.BYTES) == tail) {
      endValue(type, base + end);
      return end;
    }
    literal = type;
    state = IN_LITERAL;
    return readLiteral(bytes, i, to);
  }

  private int readLiteral(byte[] bytes, int from, int to) {
    String word = literal.shape();
    int at = (int) (base + from - valueStart);
    int i = from;
    while (i < to && at < word.length() && bytes[i] == word.charAt(at)) {
      i++;
      at++;
    }
    if (at == word.length()) {
      endValue(literal, base + i);
    } else if (i < to) {
      fail(JsonError.Kind.SYNTAX, i);
    }
    return i;
  }

  private void failAs(JsonError.@Nullable Kind kind, int i) {
    if (kind != null) {
      fail(kind, i);
    }
  }

  private void check(boolean holds, JsonError.Kind otherwise, int i) {
    if (!holds) {
      fail(otherwise, i);
    }
  }

  private void fail(JsonError.Kind kind, int i) {
    if (error == null) {
      error = new JsonError(kind, base + i);
    }
  }
}
