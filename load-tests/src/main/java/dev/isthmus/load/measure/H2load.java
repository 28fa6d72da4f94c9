package dev.isthmus.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Load by {@code h2load}: so many calls, each connection's next one as soon as the last was
 * answered, with the headers that an official client sends.
 *
 * @param tls whether the proxy speaks TLS
 * @param http2 speaks HTTP/2 instead of HTTP/1.1
 * @param connections at the same time
 * @param streams calls at the same time on each connection
 * @param body what each call sends
 */
record H2load(boolean tls, boolean http2, int connections, int streams, Path body) {
  private static final Pattern DONE =
      Pattern.compile("(\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
  private static final Pattern STATUS = Pattern.compile("status codes: (\\d+) 2xx");
  private static final Pattern RATE = Pattern.compile("finished in [^,]*, ([0-9.]+) req/s");

  /** HTTP/1.1 in clear text. */
  static H2load plain(int connections, Path body) {
    return new H2load(false, false, connections, 1, body);
  }

  /** A file with a body of about that many bytes. */
  static Path body(Path folder, int bytes, boolean streamed) throws IOException {
    Path file = folder.resolve("body-" + bytes + (streamed ? "-streamed" : "") + ".json");
    return Files.writeString(file, Question.body(bytes, streamed));
  }

  /**
   * Sends {@code calls} to {@code port}, and answers how many came back each second.
   *
   * @throws IOException where one of them did not end with status 200
   */
  double run(int port, int calls) throws IOException, InterruptedException {
    String output = Program.output(command(port, calls));
    Matcher done = DONE.matcher(output);
    Matcher status = STATUS.matcher(output);
    Matcher rate = RATE.matcher(output);
    String all = Integer.toString(calls);
    if (!done.find() || !done.group(1).equals(all) || !status.find() || !rate.find()) {
      throw new IOException("of " + calls + " calls some failed: " + output);
    }
    if (!status.group(1).equals(all)) {
      throw new IOException("of " + calls + " calls some were refused: " + output);
    }
    return Double.parseDouble(rate.group(1));
  }

  private List<String> command(int port, int calls) {
    List<String> command =
        new ArrayList<>(List.of("taskset", "-c", Subject.DRIVERS, "h2load", "-t", "1"));
    if (!http2) {
      command.add("--h1");
    }
    command.addAll(List.of("-n", Integer.toString(calls)));
    command.addAll(List.of("-c", Integer.toString(Math.min(calls, connections))));
    command.addAll(List.of("-m", Integer.toString(streams), "-d", body.toString()));
    for (String header : Question.HEADERS) {
      command.addAll(List.of("-H", header));
    }
    command.add((tls ? "https" : "http") + "://127.0.0.1:" + port + "/v1/chat/completions");
    return command;
  }
}
