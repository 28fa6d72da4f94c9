package dev.isthmus.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A folder with a good file, its secrets, and an environment. */
final class Bench {

  /** Part of every secret, and of nothing else. */
  static final String MARK = "SeCrEtMaRk";

  final Path folder;
  final Map<String, String> environment = new HashMap<>();

  Bench(Path folder) throws Exception {
    this.folder = folder;
    environment.put("AZURE_KEY", MARK + "-azure");
    environment.put("OPENAI_KEY", MARK + "-openai");
    environment.put("ENTRA_SECRET", MARK + "-entra");
    environment.put("DEMO_KEY", MARK + "-demo-0123456789");
    environment.put("OPS_TOKEN", MARK + "-ops-0123456789");
    write("token.txt", MARK + "-token\n");
    write("sa.json", "{\"client_email\": \"a@b.test\", \"private_key\": \"" + MARK + "\"}");
    writeIdentity("cert.pem", "key.pem");
    writeIdentity("other-cert.pem", "other-key.pem");
  }

  static String good() throws IOException {
    return resource("good.yaml");
  }

  static String resource(String name) throws IOException {
    try (InputStream in = Bench.class.getResourceAsStream(name)) {
      return in == null ? fail("no resource " + name) : new String(in.readAllBytes(), UTF_8);
    }
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, UTF_8);
  }

  LoadResult load(String text) throws IOException {
    return new ConfigLoader(environment).load(write("gateway.yaml", text));
  }

  LoadResult reload(String text, GatewayConfig running) throws IOException {
    return new ConfigLoader(environment).reload(write("gateway.yaml", text), running);
  }

  GatewayConfig loaded(String text) throws IOException {
    return load(text) instanceof LoadResult.Loaded good
        ? good.config()
        : fail(String.join("\n", described(problems(text))));
  }

  /** Everything said about {@code text}, warnings of a good file included. */
  List<ConfigProblem> problems(String text) throws IOException {
    LoadResult result = load(text);
    return result instanceof LoadResult.Loaded good
        ? good.warnings()
        : ((LoadResult.Refused) result).problems();
  }

  List<ConfigProblem> errors(String text) throws IOException {
    return problems(text).stream().filter(one -> one.level() == ConfigProblem.Level.ERROR).toList();
  }

  static List<String> described(List<ConfigProblem> problems) {
    return problems.stream().map(one -> one.describe("gateway.yaml")).toList();
  }

  private void writeIdentity(String certificateFile, String keyFile) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    writeIdentity(certificateFile, keyFile, generator.generateKeyPair());
  }

  /** A certificate of {@code pair} that it signed itself, and its key. */
  void writeIdentity(String certificateFile, String keyFile, KeyPair pair) throws Exception {
    boolean rsa = pair.getPublic().getAlgorithm().equals("RSA");
    String signature = rsa ? "SHA256withRSA" : "SHA256withECDSA";
    var name = new X500Name("CN=localhost");
    var certificate =
        new X509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                name,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
            .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()));
    write(certificateFile, pem(certificate));
    String encoded =
        java.util.Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    write(keyFile, "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
  }

  private static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
