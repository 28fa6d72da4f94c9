package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** npm's own client passes its tests against the gateway; see {@code src/test/node}. */
@ExtendWith(SdkStandResolver.class)
final class NodeSdkIT {
  private static final int MOST_SECONDS = 60;

  private final SdkStand stand;

  NodeSdkIT(SdkStand stand) {
    this.stand = stand;
  }

  @Test
  void npmsClientPassesItsTests() throws Exception {
    Path output = Files.createTempFile("isthmus-node-", ".txt");
    ProcessBuilder tests =
        new ProcessBuilder("node", "--test", "--test-reporter=tap", "openai.test.js")
            .directory(NodeFolder.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    tests.environment().put("BASE_URL", stand.gateway().base().toString());
    tests.environment().put("API_KEY", SdkStand.KEY);

    Process process = tests.start();
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();

    String said = Files.readString(output);
    Files.delete(output);
    assertTrue(ended, said);
    assertEquals(0, process.exitValue(), said);
    assertTrue(said.contains("# fail 0"), said);
  }
}
