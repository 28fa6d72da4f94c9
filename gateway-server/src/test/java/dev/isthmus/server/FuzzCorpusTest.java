package dev.isthmus.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.server.http.RequestFuzz;
import dev.isthmus.server.upstream.AnswerFuzz;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Replays the inputs from which fuzzing begins, and those that once failed. */
class FuzzCorpusTest {
  @Test
  void requests() throws Exception {
    replay("RequestFuzz", RequestFuzz::fuzzerTestOneInput);
  }

  @Test
  void answers() throws Exception {
    replay("AnswerFuzz", AnswerFuzz::fuzzerTestOneInput);
  }

  /** Each as it is, and cut at every point. */
  private static void replay(String target, Consumer<byte[]> each)
      throws IOException, URISyntaxException {
    Path folder = Path.of(FuzzCorpusTest.class.getResource("/fuzz/" + target).toURI());
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    assertTrue(files.size() > 2, "a corpus of " + files.size());
    for (Path file : files) {
      byte[] input = Files.readAllBytes(file);
      for (int cut = 0; cut < 256; cut++) {
        input[0] = (byte) cut;
        each.accept(input);
      }
    }
  }
}
