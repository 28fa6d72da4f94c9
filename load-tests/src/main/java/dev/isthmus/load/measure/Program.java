package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short programs that a measurement asks for something. */
public final class Program {
  private static final int SECONDS = 180;

  private Program() {}

  /** What a program writes, both streams; it has to end well. */
  public static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    // Reading ends with the program, so that somebody else has to end one that does not.
    process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).exceptionally(late -> end(process));
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(command + ": status " + status + ": " + output);
    }
    return output;
  }

  private static Process end(Process process) {
    return process.destroyForcibly();
  }

  /** The same, whatever it says and however it ends: what it was for may be gone by now. */
  static void quietly(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
