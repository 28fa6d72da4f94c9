package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON string, key or value: byte by byte where somebody wants to know what it says,
 * eight at a time where nobody does. Threads: one.
 */
@HotPath
final class StringReader {
  /** A value that nobody reads: any bytes from 0x80 pass. */
  private static final int SKIP = 0;

  /** The first bytes of a value that may be a data URL. */
  private static final int PROBE = 1;

  /** A value that is kept. */
  private static final int CAPTURE = 2;

  /** A key that may still be a declared one. */
  private static final int MATCH = 3;

  /** A key that is not. */
  private static final int SKIP_KEY = 4;

  /** The letter that becomes S in capitals, as some parsers know; and as UTF-8. */
  private static final int LONG_S = 0x17F;

  private static final int LONG_S_UTF8 = 0xC5BF;

  /** The unit that becomes k in small letters; and as UTF-8. */
  private static final int KELVIN = 0x212A;

  private static final int KELVIN_UTF8 = 0xE284AA;

  private static final int NO_LETTER = -1;

  private final KeyTrie trie;
  private final EscapeReader escape = new EscapeReader();
  private final Utf8Check utf8 = new Utf8Check();
  private final SurrogateCheck surrogates = new SurrogateCheck();
  private final DataUrlProbe probe = new DataUrlProbe();
  private @Nullable Capture capture;
  private int mode;
  private int node;
  private boolean escaped;
  private boolean inOtherCase;

  /** The bytes of the character from 0x80 that is being read in a key. */
  private int wide;

  private boolean closed;
  private JsonError.@Nullable Kind error;

  StringReader(KeyTrie trie) {
    this.trie = trie;
  }

  /** A key's opening quote came; {@code root} is the tree of the keys that may follow. */
  void startKey(int root) {
    start(root == KeyTrie.NONE ? SKIP_KEY : MATCH);
    node = root;
  }

  /** A value's opening quote came; its text goes to {@code wanted}. */
  void startValue(@Nullable Capture wanted) {
    start(wanted == null ? PROBE : CAPTURE);
    capture = wanted;
    probe.start();
    if (wanted != null) {
      wanted.start();
    }
  }

  private void start(int newMode) {
    mode = newMode;
    escaped = false;
    inOtherCase = false;
    wide = 0;
    closed = false;
    error = null;
    escape.clear();
    surrogates.start();
    utf8.start();
  }

  /** A value is under way that nobody reads and that is no data URL. */
  void startSkipped() {
    start(SKIP);
    capture = null;
    probe.start();
  }

  /**
   * Reads on in a value that nobody reads, past its whole escapes: the index of its closing quote,
   * of what takes a closer look, or {@code to}.
   */
  static int textStop(byte[] bytes, int from, int to) {
    int i = WordScan.stringStop(bytes, from, to);
    while (i < to && bytes[i] == '\\') {
      int escape = EscapeReader.length(bytes, i, to);
      if (escape == 0) {
        return i;
      }
      i = WordScan.stringStop(bytes, i + escape, to);
    }
    return i;
  }

  /** Reads up to the closing quote or {@code to} and gives the index after the last byte read. */
  int scan(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && !closed && error == null) {
      if (!escape.isPending() && !surrogates.isPending() && utf8.isWhole()) {
        i = skip(bytes, i, to);
      }
      if (i < to) {
        accept(bytes[i++] & 0xFF);
      }
    }
    return i;
  }

  /** Whether the closing quote came. */
  boolean isClosed() {
    return closed;
  }

  /** What is wrong with the byte read last, or null. */
  JsonError.@Nullable Kind error() {
    return error;
  }

  /** Whether the key had an escape in it. */
  boolean isEscaped() {
    return escaped;
  }

  /** The place of the key just read, or {@link KeyTrie#NONE}. */
  int keyPlace() {
    return inOtherCase ? KeyTrie.NONE : nearPlace();
  }

  /** The same where cases do not matter, as they do not to some parsers. */
  int nearPlace() {
    return mode == MATCH ? trie.place(node) : KeyTrie.NONE;
  }

  private int step(int at, int b) {
    int next = trie.step(at, b);
    if (next == KeyTrie.NONE) {
      next = trie.stepInOtherCase(at, b);
      inOtherCase |= next != KeyTrie.NONE;
    }
    return next;
  }

  /** Tells whether the value just read is a data URL, and of an image. */
  DataUrlProbe probe() {
    return probe;
  }

  private int skip(byte[] bytes, int from, int to) {
    return switch (mode) {
      case SKIP -> textStop(bytes, from, to);
      case SKIP_KEY -> WordScan.keyStop(bytes, from, to);
      case MATCH -> match(bytes, from, to);
      default -> from;
    };
  }

  private int match(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isPlain(bytes[i])) {
        return i;
      }
      node = step(node, bytes[i]);
      if (node == KeyTrie.NONE) {
        mode = SKIP_KEY;
        return WordScan.keyStop(bytes, i + 1, to);
      }
    }
    return to;
  }

  private void accept(int b) {
    if (escape.isPending()) {
      acceptEscape(b);
    } else if (b == '"') {
      closed = true;
      check(isWhole(), JsonError.Kind.BAD_UTF8);
    } else if (b == '\\') {
      escape.start();
      check(utf8.isWhole(), JsonError.Kind.BAD_UTF8);
    } else if (b < ' ') {
      error = JsonError.Kind.SYNTAX;
    } else {
      acceptPlain(b);
    }
  }

  private void acceptPlain(int b) {
    if (mode == PROBE) {
      mode = probe.accept(b) ? PROBE : SKIP;
    } else if (capture != null && mode == CAPTURE) {
      check(capture.accept(b), JsonError.Kind.BAD_UTF8);
    } else if (mode != SKIP) {
      check(utf8.accept(b) && !surrogates.isPending(), JsonError.Kind.BAD_UTF8);
      wide = wide << 8 | b;
      if (mode == MATCH && utf8.isWhole()) {
        matchOtherCase(wide == LONG_S_UTF8 ? 's' : wide == KELVIN_UTF8 ? 'k' : NO_LETTER);
        wide = 0;
      }
    }
  }

  /** A character from 0x80 stands in a key: {@code letter} in another case, or none of ASCII. */
  private void matchOtherCase(int letter) {
    inOtherCase = true;
    node = letter == NO_LETTER ? KeyTrie.NONE : trie.step(node, letter);
    mode = node == KeyTrie.NONE ? SKIP_KEY : MATCH;
  }

  private void acceptEscape(int b) {
    check(escape.accept(b), JsonError.Kind.SYNTAX);
    if (error != null || escape.isPending()) {
      return;
    }
    escaped = true;
    int unit = escape.unit();
    if (mode == PROBE) {
      mode = SKIP;
    } else if (capture != null && mode == CAPTURE) {
      check(capture.acceptUnit(unit), JsonError.Kind.BAD_UTF8);
    } else if (mode != SKIP) {
      check(surrogates.accept(unit), JsonError.Kind.BAD_UTF8);
      if (mode == MATCH && unit < 0x80) {
        node = step(node, unit);
        mode = node == KeyTrie.NONE ? SKIP_KEY : MATCH;
      } else if (mode == MATCH) {
        matchOtherCase(unit == LONG_S ? 's' : unit == KELVIN ? 'k' : NO_LETTER);
      }
    }
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\';
  }

  private boolean isWhole() {
    return utf8.isWhole()
        && !surrogates.isPending()
        && (mode != CAPTURE || capture == null || capture.isWhole());
  }

  private void check(boolean holds, JsonError.Kind otherwise) {
    if (!holds) {
      error = otherwise;
    }
  }
}
