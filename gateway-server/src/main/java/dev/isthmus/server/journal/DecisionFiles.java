package dev.isthmus.server.journal;

import dev.isthmus.core.call.Decision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files that decisions are written to: one at a time, named by when it was begun.
 *
 * <p>Shape: a new one each hour, or when one has a sixteenth of what all may have; the oldest are
 * deleted so that all together stay within that. Files of others in the directory are left alone.
 * Threads: one.
 */
public final class DecisionFiles {
  private static final String HEAD = "decisions-";
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int PARTS = 16;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path directory;
  private final LongSupplier keepBytes;
  private final InstantSource clock;
  private final Opening opening;
  private final DecisionLine line = new DecisionLine();
  private @Nullable Current current;

  /**
   * The file that is written to.
   *
   * @param packed what reaches it
   * @param lines what went into the packer since it was last emptied
   */
  private record Current(Counting packed, Counting lines, Instant begun) {
    void show() throws IOException {
      lines.flush();
      lines.count = 0;
    }

    /** Lines are smaller packed: nobody looks how much before it can matter. */
    boolean hasLessThan(long bytes) throws IOException {
      if (packed.count + lines.count >= bytes) {
        show();
      }
      return packed.count < bytes;
    }
  }

  /** Opens a file that is not there yet. */
  interface Opening {
    OutputStream open(Path file) throws IOException;
  }

  /**
   * @param keepBytes what all files together may have
   * @throws IOException where the directory is none and cannot be made, or nothing can be written
   */
  public DecisionFiles(Path directory, LongSupplier keepBytes, InstantSource clock)
      throws IOException {
    this(
        directory,
        keepBytes,
        clock,
        file -> Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
  }

  DecisionFiles(Path directory, LongSupplier keepBytes, InstantSource clock, Opening opening)
      throws IOException {
    this.directory = directory;
    this.keepBytes = keepBytes;
    this.clock = clock;
    this.opening = opening;
    Files.createDirectories(directory);
    Path probe = Files.createTempFile(directory, "decisions", ".probe");
    Files.delete(probe);
  }

  Path directory() {
    return directory;
  }

  void write(Decision decision) throws IOException {
    line.write(decision, open().lines());
  }

  /** Lets readers see all that was written. */
  void show() throws IOException {
    if (current != null) {
      current.show();
    }
  }

  void close() {
    Current open = current;
    current = null;
    if (open != null) {
      Counting file = open.packed();
      // The packer leaves the file open where the disk does not take its end.
      try (file) {
        open.lines().close();
      } catch (IOException e) {
        // What does not reach a full disk is lost; readers bear a file that was cut off.
        return;
      }
    }
  }

  private Current open() throws IOException {
    Current open = current;
    Instant now = clock.instant();
    if (open != null
        && now.isBefore(open.begun().plus(LONGEST))
        && open.hasLessThan(keepBytes.getAsLong() / PARTS)) {
      return open;
    }
    close();
    makeRoom();
    Path file = fresh(now);
    Current fresh = begin(file, now);
    current = fresh;
    return fresh;
  }

  private Current begin(Path file, Instant now) throws IOException {
    Counting packed = new Counting(opening.open(file));
    try {
      OutputStream packer = new Packer(packed);
      return new Current(packed, new Counting(packer), now);
    } catch (IOException e) {
      try (packed) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
  }

  private Path fresh(Instant now) {
    String name = HEAD + NAME.format(now);
    Path file = directory.resolve(name + DecisionReader.ENDING);
    for (int i = 2; Files.exists(file); i++) {
      file = directory.resolve(name + "-" + i + DecisionReader.ENDING);
    }
    return file;
  }

  /** Deletes the oldest until one more part has room. */
  private void makeRoom() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path file : DecisionReader.files(directory)) {
      if (String.valueOf(file.getFileName()).startsWith(HEAD)) {
        files.add(file);
      }
    }
    long room = keepBytes.getAsLong() - keepBytes.getAsLong() / PARTS;
    long sum = 0;
    for (Path file : files) {
      sum += Files.size(file);
    }
    for (int i = 0; i < files.size() && sum > room; i++) {
      sum -= Files.size(files.get(i));
      Files.delete(files.get(i));
    }
  }

  /**
   * Packs as fast as can be: a fifth larger than the usual level makes it, in a third of the time.
   */
  private static final class Packer extends GZIPOutputStream {
    Packer(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES, true);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Counts what passes through it. */
  private static final class Counting extends OutputStream {
    private final OutputStream out;
    private long count;

    Counting(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      count += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
