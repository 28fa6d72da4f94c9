package dev.isthmus.server.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Signs in within a process of its own, because libraries look into the environment themselves. */
final class SignInProcess {
  private static final int PATIENCE_SECONDS = 60;

  private SignInProcess() {}

  /** The token that a process with {@code environment}, and no other, comes by in one way. */
  static String token(String way, Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            SignInProcess.class.getName(),
            way);
    builder.environment().clear();
    builder.environment().putAll(environment);
    File errors = File.createTempFile("sign-in", ".txt");
    builder.redirectError(errors);
    Process process = builder.start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), () -> said + " " + errors);
      return said.strip();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    TokenFetch<String> fetch =
        arguments[0].equals("azure_machine")
            ? new AzureMachine(null, EntraConfig.AZURE_OPENAI, null)
            : GoogleSignIn.applicationDefault(System.getenv());
    System.out.println(fetch.fetch().token());
  }
}
