package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.isthmus.core.cases.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where secrets come from, and where they never go. */
final class SecretsTest {

  @TempDir Path folder = Path.of("");
  private Bench bench;

  @BeforeEach
  void prepare() throws Exception {
    bench = new Bench(folder);
  }

  @Test
  @Case(id = "SEC2", did = "prints secrets and what holds them")
  void aSecretIsNeverPrinted() {
    var secret = new Secret("hunter2");

    assertEquals("***", secret.toString());
    assertEquals("hunter2", secret.reveal());
    assertEquals(new Secret("hunter2"), secret);
    assertEquals(new Secret("hunter2").hashCode(), secret.hashCode());
    assertNotEquals(new Secret("hunter3"), secret);
    assertThrows(
        InvalidDefinitionException.class, () -> new JsonMapper().writeValueAsString(secret));
  }

  @Test
  void theWholeConfigurationPrintsWithoutSecrets() throws Exception {
    GatewayConfig config = bench.loaded(Bench.good());

    assertFalse(config.toString().contains(Bench.MARK));
    assertFalse(config.toString().contains("PRIVATE KEY"));
    assertFalse(ConfigPrinter.print(config).contains(Bench.MARK));
    assertFalse(ConfigPrinter.print(config).contains(config.callers().get(0).keySha256()));
  }

  @Test
  @Case(id = "CFG3", did = "a variable that is not set")
  void anUnsetVariableIsNamed() throws Exception {
    bench.environment.remove("AZURE_KEY");

    assertSaid(
        "providers.azure-east.credential.api_key: environment variable AZURE_KEY is not set");
  }

  @Test
  @Case(id = "CFG3", did = "a variable that is empty")
  void anEmptyVariableIsNamed() throws Exception {
    bench.environment.put("AZURE_KEY", " ");

    assertSaid("providers.azure-east.credential.api_key: environment variable AZURE_KEY is empty");
  }

  @Test
  @Case(id = "CFG3", did = "a secret's file that is missing")
  void aMissingFileIsNamed() throws Exception {
    Files.delete(folder.resolve("token.txt"));

    assertSaid("providers.gemini-global.credential.token: file 'token.txt' does not exist");
  }

  @Test
  @Case(id = "CFG3", did = "a secret's file that is empty")
  void anEmptyFileIsNamed() throws Exception {
    bench.write("token.txt", "\n");

    assertSaid("providers.gemini-global.credential.token: file 'token.txt' is empty");
  }

  @Test
  void aFolderIsNoSecret() throws Exception {
    Files.delete(folder.resolve("token.txt"));
    Files.createDirectory(folder.resolve("token.txt"));

    assertSaid("providers.gemini-global.credential.token: file 'token.txt' cannot be read");
  }

  @Test
  @Case(id = "CFG3", did = "a secret's file that ends in a new line")
  void theNewlineAtTheEndOfAFileIsNoPartOfTheSecret() throws Exception {
    for (String end : List.of("", "\n", "\r\n", "\n\n")) {
      bench.write("token.txt", "abc" + end);
      CredentialConfig credential =
          bench.loaded(Bench.good()).provider("gemini-global").credential();
      assertEquals(
          "abc", assertInstanceOf(CredentialConfig.Token.class, credential).token().reveal());
    }
  }

  @Test
  void aLineBreakWithinASecretCannotReachAHeader() throws Exception {
    bench.write("token.txt", "abc\r\nx-evil: 1");

    assertSaid(
        "providers.gemini-global.credential.token: holds a space, a line break or another"
            + " character that no header may hold");
  }

  @Test
  void textAndReferenceDoNotMix() throws Exception {
    List<ConfigProblem> errors =
        bench.errors(Bench.good().replace("\"${AZURE_KEY}\"", "\"x${AZURE_KEY}\""));

    assertEquals("mixes text and ${…} (expected: ${NAME} alone)", errors.get(0).message());
  }

  @Test
  void otherValuesMayComeFromTheEnvironmentInPart() throws Exception {
    bench.environment.put("RESOURCE", "north");
    String file = Bench.good().replace("https://east.openai", "https://${RESOURCE}.openai");

    assertEquals(
        "north.openai.azure.com", bench.loaded(file).provider("azure-east").endpoint().getHost());
  }

  private void assertSaid(String line) throws Exception {
    List<String> said =
        bench.errors(Bench.good()).stream().map(one -> one.path() + ": " + one.message()).toList();
    assertEquals(List.of(line), said);
  }
}
