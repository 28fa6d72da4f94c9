package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Runs the HTTP/2 conformance suite h2spec against a plain and a TLS listener. */
class H2SpecTest {
  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final int CASES = 145;
  private static final int TAR_BLOCK = 512;

  @Test
  void plainListenerConforms(@TempDir Path folder) throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT)) {
      assertConforms(edge, folder);
    }
  }

  @Test
  void tlsListenerConforms(@TempDir Path folder) throws Exception {
    try (TestEdge edge = new TestEdge(EdgeLimits.DEFAULT, Certificates.create().identity)) {
      assertConforms(edge, folder, "--tls", "--insecure");
    }
  }

  private void assertConforms(TestEdge edge, Path folder, String... more) throws Exception {
    assumeTrue(
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
            && System.getProperty("os.arch").equals("amd64"),
        "h2spec is there for Linux on x86-64 only");
    Path report = folder.resolve("report.xml");
    List<String> command = new ArrayList<>();
    command.add(unpack(folder).toString());
    command.addAll(List.of("--host", "127.0.0.1", "--path", "/v1/models", "--timeout", "2"));
    command.addAll(List.of("--port", Integer.toString(edge.address.getPort())));
    command.addAll(List.of("--junit-report", report.toString()));
    command.addAll(List.of(more));
    Process run =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    assertTrue(run.waitFor(120, TimeUnit.SECONDS), "h2spec did not end");
    Document cases =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    assertEquals(CASES, cases.getElementsByTagName("testcase").getLength());
    assertEquals(List.of(), failures(cases));
    assertEquals(0, cases.getElementsByTagName("skipped").getLength());
  }

  private static List<String> failures(Document cases) {
    List<String> names = new ArrayList<>();
    NodeList all = cases.getElementsByTagName("testcase");
    for (int i = 0; i < all.getLength(); i++) {
      Element test = (Element) all.item(i);
      boolean failed =
          test.getElementsByTagName("failure").getLength() > 0
              || test.getElementsByTagName("error").getLength() > 0;
      if (failed) {
        names.add(
            test.getAttribute("package")
                + " "
                + test.getAttribute("classname")
                + ": "
                + test.getTextContent().strip());
      }
    }
    return names;
  }

  /** Takes the one file out of the archive on the class path. */
  private static Path unpack(Path folder) throws IOException {
    Path program = folder.resolve("h2spec");
    try (InputStream packed = H2SpecTest.class.getResourceAsStream(ARCHIVE)) {
      if (packed == null) {
        throw new IOException("class path: no " + ARCHIVE);
      }
      DataInputStream tar = new DataInputStream(new GZIPInputStream(packed));
      byte[] header = new byte[TAR_BLOCK];
      tar.readFully(header);
      long size = Long.parseLong(new String(header, 124, 11, "US-ASCII"), 8);
      Files.write(program, tar.readNBytes(Math.toIntExact(size)));
    }
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }
}
